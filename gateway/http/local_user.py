"""Which user of this machine opened the gateway's socket file, as the kernel tells it.

Apart from authentication because it is about processes, not tokens. No header says it, so no client
can choose it.
"""

import pwd
import socket
import struct
from asyncio import BaseTransport
from functools import lru_cache
from typing import Final

_UCRED: Final = struct.Struct("3i")
"""pid, uid and gid (Linux, unix(7))."""


def is_over_socket_file(transport: BaseTransport | None) -> bool:
    """Whether the connection came through the socket file, whose mode lets in its owner alone."""
    opened = _socket_of(transport)
    return opened is not None and opened.family == socket.AF_UNIX


def find_local_user(transport: BaseTransport | None) -> str:
    """The user's name, or their number where they have none; "" where the system does not say."""
    opened = _socket_of(transport)
    if opened is None or not hasattr(socket, "SO_PEERCRED"):
        return ""
    found = opened.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _UCRED.size)
    return _user_name(_UCRED.unpack(found)[1])


@lru_cache(maxsize=16)
def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _socket_of(transport: BaseTransport | None) -> socket.socket | None:
    return None if transport is None else transport.get_extra_info("socket")
