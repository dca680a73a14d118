"""Places to work in: so many for each peer, so many in all, and lines for the rest.

Apart because fairness between peers is decided here and nowhere else: a place that becomes free
goes to the peer that has waited longest for a turn, not to the one with the longest line.
"""

from collections import Counter

from gateway.runner.lines import Lines


class Slots:
    """``per_peer`` and ``total`` bound what runs at once; what waits was let in by others."""

    def __init__(self, *, per_peer: int, total: int) -> None:
        self._per_peer = per_peer
        self._total = total
        self._running: Counter[str] = Counter()
        self._in_all = 0
        self._lines = Lines(self.release)

    def try_take(self, peer: str) -> bool:
        """Take a place if one is free; the caller owes a ``release``."""
        # Nobody is passed by: who waits could not have it, or would have got it.
        if not self._is_free(peer):
            return False
        self._running[peer] += 1
        self._in_all += 1
        return True

    async def take(self, peer: str) -> None:
        """Return with a place; the caller owes a ``release``."""
        if not self.try_take(peer):
            await self._lines.wait(peer)

    def release(self, peer: str) -> None:
        """Give a place back."""
        self._running[peer] -= 1
        if not self._running[peer]:
            del self._running[peer]
        self._in_all -= 1
        if self._lines.waiting and (served := self._lines.serve(self._is_free)) is not None:
            self._running[served] += 1
            self._in_all += 1

    def _is_free(self, peer: str) -> bool:
        return self._in_all < self._total and self._running.get(peer, 0) < self._per_peer
