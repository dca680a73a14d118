"""When a peer's call begins, so that nobody waits for all that one peer asks for at once.

Whatever is done between two looks at the network holds everyone up. So only so much is begun
there, and then one call at a time, of one peer after the other. And what a peer does not take of
its answers is memory: where it is much, its next call waits until it has.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from time import perf_counter
from typing import Final

from aiohttp import web

from gateway.core.errors import RateLimited
from gateway.http.endpoint import CALLER
from gateway.runner.lines import Lines

_AT_ONCE_SECONDS: Final = 0.02


class Turns:
    """``most_held`` is how many bytes of a peer's calls and answers, on their way, let no more of
    its calls begin; so many ``seconds`` they wait for that."""

    def __init__(
        self, most_held: int, seconds: float, now: Callable[[], float] = perf_counter
    ) -> None:
        self._most_held = most_held
        self._seconds = seconds
        self._now = now
        self._held: Counter[str] = Counter()
        # A turn that nobody is there to take is over with the next look at the network.
        self._lines = Lines(lambda _: None)
        # Until when calls may begin before the next look at the network; None when that is new.
        self._until: float | None = None

    async def take(self, peer: str) -> None:
        """Return when a call of the peer may begin; raise RateLimited."""
        if self._until is None:
            self._look_again()
        if peer not in self._lines.waiting and self._has_time() and self._has_room(peer):
            return
        try:
            async with asyncio.timeout(self._seconds):
                await self._lines.wait(peer)
        except TimeoutError:
            raise RateLimited("take the answers that wait for you first") from None

    @contextmanager
    def holding(self, peer: str, size: int) -> Iterator[None]:
        """So many bytes are in memory for the peer meanwhile."""
        self._held[peer] += size
        try:
            yield
        finally:
            self._held[peer] -= size
            if not self._held[peer]:
                del self._held[peer]
            if peer in self._lines.waiting and self._until is None:
                self._look_again()

    def _look_again(self) -> None:
        self._until = self._now() + _AT_ONCE_SECONDS
        asyncio.get_running_loop().call_soon(self._serve)

    def _serve(self) -> None:
        self._until = None
        if self._lines.serve(self._has_room) is not None:
            self._look_again()

    def _has_time(self) -> bool:
        return self._until is None or self._now() < self._until

    def _has_room(self, peer: str) -> bool:
        return self._held[peer] < self._most_held


TURNS: Final = web.AppKey("turns", Turns)


async def take_turn(request: web.Request) -> None:
    """Where a peer asks, return when that may begin; raise RateLimited."""
    if CALLER in request:
        await request.app[TURNS].take(request[CALLER].name)


def holding(request: web.BaseRequest, size: int) -> AbstractContextManager[None]:
    """So many bytes are in memory for the request meanwhile, which count where a peer asks."""
    if isinstance(request, web.Request) and CALLER in request:
        return request.app[TURNS].holding(request[CALLER].name, size)
    return nullcontext()
