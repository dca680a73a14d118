"""A socket that is a file: made for its owner alone, found stale or alive, and taken away again.

It is bound in a folder that only the owner may enter and then moved to its place, so that there is
no moment at which others can open it, and what a dead process left is replaced at once.
"""

import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from gateway.core.errors import ConfigError

LONGEST: Final = 107
"""Bytes of a path that a socket's address has room for (Linux, without the NUL at its end)."""

_PATIENCE_SECONDS: Final = 2.0
_FOLDERS: Final = Path("/proc/self/fd")
_ELSEWHERE: Final = "set operator.socket to another path"


@contextmanager
def bind_file(path: Path) -> Iterator[socket.socket]:
    """A bound socket whose file is there while inside; raise ConfigError saying what to do."""
    _check_free(path)
    try:
        listener = _bind(path)
    except OSError as error:
        raise ConfigError(
            f"the socket {path} cannot be made ({error.strerror or error}); {_ELSEWHERE}"
        ) from None
    ours = _find_mark(path)
    try:
        with listener:
            yield listener
    finally:
        # Another gateway may have taken the place meanwhile.
        if ours is not None and _find_mark(path) == ours:
            path.unlink(missing_ok=True)


def is_answered(path: Path) -> bool:
    """Whether a process listens there; raise ConfigError when that cannot be found out."""
    try:
        with socket.socket(socket.AF_UNIX) as caller, address_of(path) as address:
            caller.settimeout(_PATIENCE_SECONDS)
            caller.connect(address)
    except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError):
        return False
    except (TimeoutError, BlockingIOError):
        return True  # it has more callers than it answers
    except OSError as error:
        raise ConfigError(
            f"the socket {path} cannot be opened ({error.strerror or error}); "
            "run this as the user that the gateway runs as"
        ) from None
    return True


@contextmanager
def address_of(path: Path) -> Iterator[str]:
    """What the path is called as a socket's address, while inside.

    A path that is too long is named through its folder, which Linux allows; raise ConfigError
    where that is not possible.
    """
    if len(os.fsencode(path)) <= LONGEST:
        yield str(path)
        return
    if not _FOLDERS.is_dir() or len(os.fsencode(path.name)) > LONGEST // 2:
        raise ConfigError(f"{path} is too long for a socket, which has {LONGEST} bytes at most")
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield str(_FOLDERS / str(folder) / path.name)
    finally:
        os.close(folder)


def _check_free(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except OSError:
        return
    if not stat.S_ISSOCK(mode):
        raise ConfigError(f"{path} is there and is no socket; move it away, or {_ELSEWHERE}")
    if is_answered(path):
        raise ConfigError(f"another gateway answers at {path}; stop it, or {_ELSEWHERE}")


def _bind(path: Path) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    try:
        with TemporaryDirectory(prefix=".", dir=path.parent) as private:
            new = Path(private, "s")
            # Where callers could not name it, it need not be made.
            with address_of(path), address_of(new) as address:
                listener.bind(address)
            new.chmod(0o600)
            listener.listen()
            new.replace(path)
    except BaseException:
        listener.close()
        raise
    return listener


def _find_mark(path: Path) -> tuple[int, int] | None:
    try:
        found = path.lstat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
