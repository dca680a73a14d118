"""Places to work in: so many for each peer, so many in all, and a bounded line for the rest.

Apart because fairness between peers is decided here and nowhere else: a place that becomes free
goes to the peer that has waited longest for a turn, not to the one with the longest line.
"""

import asyncio
from collections import Counter, deque

from gateway.core.errors import RateLimited


class Slots:
    """``per_peer`` and ``total`` bound what runs at once, ``queue`` what waits, per peer."""

    def __init__(self, *, per_peer: int, total: int, queue: int) -> None:
        self._per_peer = per_peer
        self._total = total
        self._queue = queue
        self._running: Counter[str] = Counter()
        self._in_all = 0
        # Insertion order is the order of turns: a served peer goes to the back.
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}

    def try_take(self, peer: str) -> bool:
        """Take a place if one is free; the caller owes a ``release``."""
        if self._waiting or not self._is_free(peer):
            return False
        self._running[peer] += 1
        self._in_all += 1
        return True

    async def take(self, peer: str, *, is_expected: bool = False) -> None:
        """Wait for a place; raise RateLimited when too many wait already, unless we want it."""
        if self.try_take(peer):
            return
        line = self._waiting.setdefault(peer, deque())
        if len(line) >= self._queue and not is_expected:
            raise RateLimited(f"{self._queue} calls of yours are waiting already")
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.append(place)
        self._serve()
        try:
            await place
        except asyncio.CancelledError:
            if place.cancelled() or not place.done():
                self._leave(peer, place)
            else:
                self.release(peer)
            raise

    def release(self, peer: str) -> None:
        """Give a place back."""
        self._running[peer] -= 1
        if not self._running[peer]:
            del self._running[peer]
        self._in_all -= 1
        if self._waiting:
            self._serve()

    def _is_free(self, peer: str) -> bool:
        return self._in_all < self._total and self._running[peer] < self._per_peer

    def _serve(self) -> None:
        for peer in list(self._waiting):
            line = self._waiting[peer]
            if not self._is_free(peer):
                continue
            place = line.popleft()
            del self._waiting[peer]
            if line:
                self._waiting[peer] = line
            if not place.done():
                self._running[peer] += 1
                self._in_all += 1
                place.set_result(None)

    def _leave(self, peer: str, place: asyncio.Future[None]) -> None:
        line = self._waiting.get(peer)
        if line is not None and place in line:
            line.remove(place)
            if not line:
                del self._waiting[peer]
