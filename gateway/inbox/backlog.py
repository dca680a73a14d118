"""How much of one peer's may be in hand, so that what waits fits into memory (SECURITY: P6).

Apart from the places to work in because it is decided before anything is stored: what was accepted
once is not refused any more, however long it has to wait.
"""

from collections import Counter

from msgspec import Struct

from gateway.core.errors import RateLimited
from gateway.inbox.weigh import Held
from gateway.inbox.work import Work


class Bounds(Struct, frozen=True):
    """So many works of a peer have a place of their own; beside them so many may be in hand, which
    take so many ``bytes`` of memory."""

    at_once: int
    waiting: int
    bytes: int


class Backlog:
    """The works of each peer, from before they are stored until they are out of hand."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._works: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()
        # Of those alone that came when all the places of their peer were taken.
        self._weights: dict[Work, int] = {}

    def admit(self, work: Work, held: Held, *, is_expected: bool = False) -> None:
        """Count one more, which is owed a ``dismiss``; raise RateLimited when too much of its peer
        waits already, unless we want it."""
        peer, bounds = work.origin.peer, self._bounds
        number = self._works.get(peer, 0)
        if number >= bounds.at_once:
            if number >= bounds.at_once + bounds.waiting and not is_expected:
                raise RateLimited(f"{bounds.waiting} calls of yours are waiting already")
            self.grow(work, held, is_expected=is_expected)
        self._works[peer] = number + 1

    def grow(self, work: Work, held: Held, *, is_expected: bool = False) -> None:
        """Count more that is in memory for a work in hand; raise RateLimited as for a new one."""
        peer, most, weight = work.origin.peer, self._bounds.bytes, held.weigh()
        if self._bytes.get(peer, 0) + weight > most and not is_expected:
            raise RateLimited(
                f"what waits of yours takes the {most} bytes of memory that it may;"
                " wait until some of it is done"
            )
        self._bytes[peer] += weight
        self._weights[work] = self._weights.get(work, 0) + weight

    def dismiss(self, work: Work) -> None:
        """It is out of hand."""
        peer = work.origin.peer
        self._works[peer] -= 1
        if not self._works[peer]:
            del self._works[peer]
        if weight := self._weights.pop(work, 0):
            self._bytes[peer] -= weight
            if not self._bytes[peer]:
                del self._bytes[peer]
