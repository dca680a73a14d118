"""What an operator may do with the automations: see what runs when, and run one now."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from msgspec import Struct

from gateway.automations.carry import OPERATION
from gateway.automations.occasion import (
    AUTOMATION,
    asked,
    asked_mark,
    asked_run,
    due_mark,
    due_run,
    event_mark,
    event_run,
)
from gateway.automations.run_view import RunView
from gateway.config.automation_row import AutomationRow
from gateway.core.clock import Clock
from gateway.core.errors import GatewayError
from gateway.store.base import TenantStore
from gateway.store.notice import MoveCursor


class AutomationNotFound(GatewayError):
    """No automation has this name; `peergate automations list` shows them."""

    reason, http_status, grpc_status = "AUTOMATION_NOT_FOUND", 404, "NOT_FOUND"


class NoticeNotFound(GatewayError):
    """There is no such notice; `peergate notices list` shows those that are kept."""

    reason, http_status, grpc_status = "NOTICE_NOT_FOUND", 404, "NOT_FOUND"


class AutomationView(Struct, frozen=True):
    """``next_at`` is when it is due by its schedule, in milliseconds; None where no clock has it
    run. ``last`` is the run that began, or was wanted, last.
    """

    row: AutomationRow
    next_at: int | None
    last: RunView | None


@dataclass(frozen=True, slots=True)
class Automations:
    """``rows`` are those of the config as it is now; ``wake`` is called when something was added to
    the outbox."""

    store: TenantStore
    rows: Callable[[], Iterable[AutomationRow]]
    wake: Callable[[], object]
    clock: Clock
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    def find(self, name: str) -> AutomationRow | None:
        return next((row for row in self.rows() if row.name == name), None)

    async def list_all(self) -> list[AutomationView]:
        """All of them, in the order of the config."""
        return [
            AutomationView(row, self._next_at(row), await self._find_last(row))
            for row in self.rows()
        ]

    async def run(self, name: str, notice_id: str = "") -> str:
        """Have it run now, also when it is switched off; return the run's id, which its audit row
        will have. With a notice it is run as if this had just come, whatever it waits for.

        Raise AutomationNotFound or NoticeNotFound.
        """
        if self.find(name) is None:
            raise AutomationNotFound(name)
        notice = await self.store.notices.find(notice_id) if notice_id else None
        if notice_id and notice is None:
            raise NoticeNotFound(notice_id)
        async with self._asking:
            last = await self.store.notices.find_cursor(asked_mark(name)) or 0
            at = max(self.clock.now(), last + 1)  # two of one millisecond are two
            added = asked(name, at, notice, self.clock)
            await self.store.commit(added, MoveCursor(asked_mark(name), at))
        self.wake()
        return added.delivery.id

    async def find_run(self, run_id: str) -> RunView | None:
        """None for what never was a run of an automation."""
        activity = await self.store.find_activity(run_id)
        if activity is not None and activity.operation != OPERATION:
            return None
        delivery = await self.store.outbox.find(run_id)
        if delivery is not None and delivery.kind != AUTOMATION:
            return None
        if activity is None and delivery is None:
            return None
        return RunView(run_id, activity, delivery)

    def _next_at(self, row: AutomationRow) -> int | None:
        if row.schedule is None or not row.enabled:
            return None
        return row.schedule.next_after(self.clock.now())

    async def _find_last(self, row: AutomationRow) -> RunView | None:
        """Marks say which occasions there were last; of these the newest counts."""
        runs = [await self.find_run(run_id) for run_id in await self._run_ids(row)]
        begun = [run for run in runs if run is not None]
        return max(begun, key=lambda run: run.at, default=None)

    async def _run_ids(self, row: AutomationRow) -> list[str]:
        marks = [(event_mark(row.name), event_run), (asked_mark(row.name), asked_run)]
        if row.schedule is not None:
            marks.append((due_mark(row.name, row.schedule), due_run))
        found = [(run_of, await self.store.notices.find_cursor(mark)) for mark, run_of in marks]
        return [run_of(row.name, place) for run_of, place in found if place is not None]
