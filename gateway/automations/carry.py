"""One try to run an automation: its audit row, the deed, and what the outcome means for the outbox.

A run is done at least once: what fails is tried again, as all that is owed, and is a dead letter in
the end. The row is durable before anything is done, so that one that was cut off is known again.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from msgspec.structs import replace

from gateway.automations.deed import Deed, Done, Hopeless, Run
from gateway.automations.occasion import read_fields, was_asked
from gateway.automations.pace import Pace
from gateway.config.automation_row import AutomationRow
from gateway.core.clock import Clock
from gateway.core.errors import Fault, GatewayError
from gateway.core.json import JsonObject
from gateway.outbox.record import cut_json, words_of
from gateway.outbox.retry import next_delay, wish_of
from gateway.outbox.verdict import GivenUp, PutOff, Settled, Verdict
from gateway.store.base import TenantStore
from gateway.store.outbox import Delivery
from gateway.store.records import Activity
from gateway.store.writes import RecordActivity

OPERATION: Final = "RunAutomation"
PENDING: Final = "pending"
WAITING: Final = "dispatched"

_SOON_SECONDS: Final = 1


@dataclass(frozen=True, slots=True)
class RunCarrier:
    """``find_row`` gives an automation of the config by its name, ``deed_of`` what does it."""

    store: TenantStore
    find_row: Callable[[str], AutomationRow | None]
    deed_of: Callable[[AutomationRow], Deed]
    pace: Pace
    clock: Clock
    random: Callable[[], float]
    _under_way: set[asyncio.Task[Any]] = field(default_factory=set, init=False)
    _closing: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    async def carry(self, delivery: Delivery) -> Verdict:
        """One try; while the gateway stops none is begun."""
        if self._closing.is_set():
            return PutOff(_SOON_SECONDS)
        # The task also writes down what came of it.
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await self._try(delivery)

    async def close(self, seconds: float) -> None:
        """Begin with no more, and let the runs under way end within that time."""
        self._closing.set()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=seconds)

    async def _try(self, delivery: Delivery) -> Verdict:
        row = self.find_row(delivery.target)
        if row is None:
            return GivenUp(f"the config has no automation {delivery.target}")
        if not row.enabled and not was_asked(delivery):
            return GivenUp(f"the automation {row.name} is switched off")
        known = await self.store.find_activity(delivery.id)
        if known is None:
            wait = self.pace.seconds_to_wait(
                row.name, delivery.id, row.runs_per_minute, self.clock.now()
            )
            if wait:
                return PutOff(wait)
        was_cut_off = known is not None and known.status == PENDING
        run, deed = Run(row, delivery, read_fields(delivery), was_cut_off), self.deed_of(row)
        activity = known or self._open(run)
        try:
            ready = deed.prepare(run)
            activity = replace(activity, status=PENDING, error="", input=_write_input(run, ready))
            await self.store.commit(RecordActivity(activity))
            done = await deed.do(run)
        except GatewayError as error:
            return self._failed(delivery, activity, error)
        return self._settled(activity, done)

    def _open(self, run: Run) -> Activity:
        row = run.row
        return Activity(
            id=run.delivery.id,
            at=self.clock.now(),
            peer=row.peer or "",
            direction="internal",
            operation=OPERATION,
            status=PENDING,
            skill=row.skill or "",
            input=_write_input(run, {}),
        )

    def _settled(self, activity: Activity, done: Done) -> Verdict:
        ended = replace(self._timed(activity), status="success", output=cut_json(done.output))
        return Settled((RecordActivity(ended), *done.writes))

    def _failed(self, delivery: Delivery, activity: Activity, error: GatewayError) -> Verdict:
        now, tries = self.clock.now(), delivery.tries + 1
        failed = replace(self._timed(activity), error=words_of(error))
        delay = None
        if not _is_final(error):
            age = max(0, now - delivery.created_at) / 1000
            delay = next_delay(tries, age, wish_of(error, now / 1000), self.random)
        if delay is None:
            return GivenUp(error.message, (RecordActivity(replace(failed, status="error")),))
        waits = RecordActivity(replace(failed, status=WAITING))
        return PutOff(delay, error.message, (waits,))

    def _timed(self, activity: Activity) -> Activity:
        return replace(activity, duration_ms=max(0, self.clock.now() - activity.at))


def _is_final(error: GatewayError) -> bool:
    """Whether another try would end the same way."""
    return isinstance(error, Hopeless) or (error.fault is Fault.CALLER and not error.retriable)


def _write_input(run: Run, ready: JsonObject) -> str:
    about: Mapping[str, object] = {"automation": run.row.name, "for": run.fields, **ready}
    return cut_json(about)
