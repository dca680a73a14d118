"""Calls out that calls in have caused, kept from going round in a circle (SECURITY: F1).

A chain that says how long it has become ends at its limit. Not every agent passes it on, so for
calls in that say nothing two more bounds hold: so many calls out a minute because of one peer, and
so many open at once from one peer to another. Where callers are merely busy one of those soon ends
and the next goes on; in a circle none ends before the next, so it is broken there.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from msgspec import Struct

from gateway.core.chain import Cause
from gateway.core.errors import Fault, LoopLimit

_MINUTE_MS: Final = 60_000


class LoopBroken(LoopLimit):
    """This call would be one too many in a circle."""

    fault = Fault.GATEWAY


class LoopBounds(Struct, frozen=True):
    """``open_calls`` is of calls out to one peer because of calls in without a chain from one peer;
    for ``patience`` seconds one more waits for its turn."""

    hops: int = 5
    calls_per_minute: int = 600
    open_calls: int = 5
    patience: float = 10.0


class Loops:
    """``now`` is in milliseconds. What is kept grows with the peers alone."""

    def __init__(self, bounds: LoopBounds, now: Callable[[], int]) -> None:
        self._bounds = bounds
        self._now = now
        self._caused: defaultdict[str, deque[int]] = defaultdict(deque)
        self._open: defaultdict[tuple[str, str], asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(bounds.open_calls)
        )

    @asynccontextmanager
    async def passing(self, cause: Cause | None, peer: str) -> AsyncIterator[None]:
        """Stay inside while a call to the peer is open; raise LoopBroken for one too many.

        What the operator has us call has no cause, and no bound.
        """
        if cause is None:
            yield
            return
        if cause.chain is not None:
            if cause.chain.hops >= self._bounds.hops:
                raise LoopBroken(f"at most {self._bounds.hops} calls in a chain")
            self._count(cause.peer)
            yield
            return
        self._count(cause.peer)
        places = self._open[cause.peer, peer]
        try:
            async with asyncio.timeout(self._bounds.patience):
                await places.acquire()
        except TimeoutError:
            raise LoopBroken(
                "none of the calls open because of the same peer comes to an end"
            ) from None
        try:
            yield
        finally:
            places.release()

    def _count(self, peer: str) -> None:
        now, times = self._now(), self._caused[peer]
        # A clock that was set back must not keep anyone waiting.
        while times and not now - _MINUTE_MS < times[0] <= now:
            times.popleft()
        if len(times) >= self._bounds.calls_per_minute:
            raise LoopBroken(
                f"at most {self._bounds.calls_per_minute} calls a minute because of one peer"
            )
        times.append(now)
