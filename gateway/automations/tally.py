"""Counting notices, for those that wait for several of them within a time.

What was counted is not kept: the log of notices is, and the place of the one that completed a count
last. So a count is made again from these after a restart, or after a unit that was not committed.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from gateway.automations.listener import Listener
from gateway.automations.match import matches
from gateway.core.notice import Notice
from gateway.core.trigger import Trigger
from gateway.store.base import TenantStore
from gateway.store.notice import MoveCursor

_PAGE: Final = 500


@dataclass(slots=True)
class _Tally:
    """``times`` are those of the newest notices that were counted, as many as are needed."""

    trigger: Trigger
    times: deque[int]

    def add(self, at: int) -> bool:
        """Whether there are enough with this one."""
        self.times.append(at)
        while self.times and self.times[0] <= at - self.trigger.window_ms:
            self.times.popleft()
        is_enough = len(self.times) >= self.trigger.min_count
        if is_enough:
            self.times.clear()
        return is_enough


@dataclass(slots=True)
class Tallies:
    store: TenantStore
    _by_mark: dict[str, _Tally] = field(default_factory=dict)

    async def open(self, listener: Listener, place: int) -> list[MoveCursor]:
        """Be able to count for this listener from the notices after ``place`` on; what it gives has
        to be committed with the first of them.
        """
        known = self._by_mark.get(listener.mark)
        if known is not None and known.trigger == listener.trigger:
            return []
        tally = _Tally(listener.trigger, deque(maxlen=listener.trigger.min_count))
        self._by_mark[listener.mark] = tally
        counted_from = await self.store.notices.find_cursor(listener.mark)
        if counted_from is None:
            return [MoveCursor(listener.mark, place)]
        while counted_from < place:
            page = await self.store.notices.list_after(counted_from, _PAGE)
            if not page:
                break
            for notice in page:
                if notice.seq <= place and matches(listener.trigger, notice):
                    tally.times.append(notice.at)
            counted_from = page[-1].seq
        return []

    def completes(self, listener: Listener, notice: Notice) -> bool:
        """Whether there are enough notices with this one; the count of the next begins anew."""
        return self._by_mark[listener.mark].add(notice.at)

    def forget(self) -> None:
        """Count again from what is kept."""
        self._by_mark.clear()
