"""Automations by the clock: each time that a schedule names becomes one run of it.

A run and the time up to which its schedule was followed are one unit, so that a crash neither loses
one nor has it twice. What was due while the gateway was stopped is one run, however often it was.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

from gateway.automations.occasion import came_due, due_mark, due_run
from gateway.config.automation_row import AutomationRow
from gateway.core.clock import Clock
from gateway.core.errors import StoreError
from gateway.core.schedule import Schedule
from gateway.observe.log import Log
from gateway.store.base import TenantStore
from gateway.store.notice import MoveCursor
from gateway.store.writes import Write

LOOK_SECONDS: Final = 1.0
"""So often schedules are looked at without a reason: for new rows, and clocks that were set."""

LATE_MS: Final = 60_000
"""What is run later than this was missed."""


class Timer:
    """``rows`` are the automations of the config as it is now; ``wake`` is called when something
    was added to the outbox."""

    def __init__(
        self,
        store: TenantStore,
        rows: Callable[[], Iterable[AutomationRow]],
        wake: Callable[[], object],
        clock: Clock,
        log: Log,
    ) -> None:
        self._store = store
        self._rows = rows
        self._wake = wake
        self._clock = clock
        self._log = log

    async def run(self) -> None:
        """Have run what is due, until it is cancelled or breaks; it may be begun again then."""
        while True:
            try:
                seconds = await self.run_due()
            except StoreError as error:
                seconds = LOOK_SECONDS
                self._log.warning("schedules_unread", problem=error.message)
            await asyncio.sleep(seconds)

    async def run_due(self) -> float:
        """Return after how many seconds to look again. Raise StoreError."""
        now, next_at = self._clock.now(), self._clock.now() + round(LOOK_SECONDS * 1000)
        for row in self._rows():
            if row.schedule is not None:
                next_at = min(next_at, await self._follow(row, row.schedule, now))
        return max(0, next_at - self._clock.now()) / 1000

    async def _follow(self, row: AutomationRow, schedule: Schedule, now: int) -> int:
        """Do what the schedule has due by now; return when it has again."""
        mark = due_mark(row.name, schedule)
        followed = await self._store.notices.find_cursor(mark)
        # It is new, or the clock was set back: what was run then is not run again.
        if followed is None or followed > now + LATE_MS:
            await self._store.commit(MoveCursor(mark, now))
            return schedule.next_after(now)
        next_at = schedule.next_after(followed)
        if next_at > now:
            return next_at
        due = schedule.newest_until(now)
        run: list[Write] = []
        is_wanted = row.enabled and (row.catch_up or now - due <= LATE_MS)
        if is_wanted and not await self._is_known(due_run(row.name, due)):
            run.append(came_due(row.name, due, self._clock))
        await self._store.commit(*run, MoveCursor(mark, due))
        if run:
            self._wake()
        return schedule.next_after(now)

    async def _is_known(self, run_id: str) -> bool:
        """Whether it is owed, or was begun."""
        if await self._store.outbox.find(run_id) is not None:
            return True
        return await self._store.find_activity(run_id) is not None
