"""Names looked up in threads of our own, and no longer than it may take to connect.

A loop has very few threads for this, and a look-up cannot be stopped: with those, a name server
that does not answer for one peer's host would keep all others from being looked up.
"""

import asyncio
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeAlias

from aiohttp.abc import AbstractResolver, ResolveResult

LookUp: TypeAlias = Callable[..., list[tuple[Any, Any, int, str, tuple[Any, ...]]]]

_AT_ONCE: Final = 64


class Names(AbstractResolver):
    """``look_up`` is the system's; it is called in threads."""

    def __init__(self, seconds: float, look_up: LookUp = socket.getaddrinfo) -> None:
        self._seconds = seconds
        self._look_up = look_up
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Raise TimeoutError, or another OSError for a name that has no address."""
        asked = (host, port, family, socket.SOCK_STREAM, 0, socket.AI_ADDRCONFIG)
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(self._seconds):
            found = await loop.run_in_executor(self._threads, self._look_up, *asked)
        return [
            ResolveResult(
                hostname=host,
                host=address[0],
                port=address[1],
                family=family,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for family, _, protocol, _, address in found
        ]

    async def close(self) -> None:
        """Look up no more; what is under way is not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)
