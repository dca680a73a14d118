"""Automations by the clock: each due time once, and what was missed once in all."""

import asyncio
from datetime import datetime

import pytest
from msgspec.structs import replace

from gateway.automations.occasion import AUTOMATION, read_fields
from gateway.automations.timer import Timer
from gateway.config.automation_row import AutomationRow
from gateway.core.errors import StoreError
from gateway.observe.log import get_log
from gateway.store.outbox import BuryDelivery, RemoveDelivery
from gateway.store.writes import RecordActivity, Write
from gateway.wiring.chores import go_on
from tests.automations.conftest import House
from tests.store.values import activity
from tests.until import until

LOG = get_log("test")
MINUTE = 60_000
HOUR = 60 * MINUTE


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def row(cron: str = "0 9 * * *", **more: object) -> AutomationRow:
    return AutomationRow.model_validate({"name": "daily", "skill": "a", "cron": cron, **more})


class Desk:
    def __init__(self, house: House, *rows: AutomationRow) -> None:
        self.house = house
        self.rows = rows
        self.woken = 0
        house.now = at("2027-03-01T08:00:00Z")
        self.timer = self.restarted()

    def restarted(self) -> Timer:
        self.timer = Timer(self.house.tenant, lambda: self.rows, self._wake, self.house.clock, LOG)
        return self.timer

    def _wake(self) -> None:
        self.woken += 1

    async def go_to(self, time: str) -> None:
        self.house.now = at(time)
        await self.timer.run_due()

    async def runs(self) -> list[str]:
        """Which times had it run."""
        owed = [row for row in await self.house.owed() if row.kind == AUTOMATION]
        return sorted(str(read_fields(row)["at"])[:16] for row in owed)


async def test_each_due_time_is_one_run(house: House) -> None:
    desk = Desk(house, row())
    await desk.timer.run_due()
    await desk.go_to("2027-03-01T08:59:59Z")
    assert await desk.runs() == []
    for _ in range(3):
        await desk.go_to("2027-03-01T09:00:00Z")
    await desk.go_to("2027-03-02T09:00:01Z")
    assert await desk.runs() == ["2027-03-01T09:00", "2027-03-02T09:00"]
    assert desk.woken == 2


async def test_it_looks_again_when_something_is_due(house: House) -> None:
    desk = Desk(house, row())
    assert await desk.timer.run_due() == 1
    house.now = at("2027-03-01T08:59:59.800Z")
    assert await desk.timer.run_due() == 0.2


async def test_a_new_row_begins_with_the_next_time(house: House) -> None:
    desk = Desk(house, row())
    await desk.go_to("2027-03-01T09:00:00Z")
    assert await desk.runs() == []


async def test_what_was_missed_is_run_once(house: House) -> None:
    desk = Desk(house, row("0 * * * *"))
    await desk.timer.run_due()
    desk.restarted()
    await desk.go_to("2027-03-03T12:30:00Z")
    await desk.go_to("2027-03-03T12:40:00Z")
    assert await desk.runs() == ["2027-03-03T12:00"]


async def test_what_was_missed_is_left_out_where_the_row_says_so(house: House) -> None:
    desk = Desk(house, row("0 * * * *", catch_up=False))
    await desk.timer.run_due()
    await desk.go_to("2027-03-03T12:01:01Z")
    assert await desk.runs() == []
    await desk.go_to("2027-03-03T13:00:59Z")
    assert await desk.runs() == ["2027-03-03T13:00"]


async def test_another_schedule_begins_anew(house: House) -> None:
    desk = Desk(house, row())
    await desk.timer.run_due()
    house.now = at("2027-03-01T12:00:00Z")
    desk.rows = (row("0 10 * * *"),)
    await desk.timer.run_due()
    assert await desk.runs() == []


async def test_one_that_is_switched_off_owes_nothing_afterwards(house: House) -> None:
    desk = Desk(house, row(enabled=False))
    await desk.timer.run_due()
    await desk.go_to("2027-03-01T09:00:00Z")
    desk.rows = (row(),)
    await desk.go_to("2027-03-01T09:00:10Z")
    assert await desk.runs() == []


async def test_a_clock_that_is_set_back_a_little_runs_nothing_twice(house: House) -> None:
    desk = Desk(house, row())
    await desk.timer.run_due()
    await desk.go_to("2027-03-01T09:00:10Z")
    await desk.go_to("2027-03-01T08:59:00Z")
    await desk.go_to("2027-03-01T09:00:10Z")
    assert len(await desk.runs()) == 1


async def test_a_clock_that_was_hours_ahead_runs_what_was_not_run_alone(house: House) -> None:
    desk = Desk(house, row("0 * * * *"))
    await desk.timer.run_due()
    await desk.go_to("2027-03-01T12:00:00Z")
    (owed,) = await house.owed()
    begun = replace(activity(), id=owed.id)
    settled = replace(owed, lease=0)
    await house.tenant.commit(RecordActivity(begun), RemoveDelivery(settled, house.now))
    await desk.go_to("2027-03-01T08:30:00Z")
    for hour in ("09", "10", "11", "12", "13"):
        await desk.go_to(f"2027-03-01T{hour}:00:00Z")
    runs = ["2027-03-01T09:00", "2027-03-01T10:00", "2027-03-01T11:00", "2027-03-01T13:00"]
    assert await desk.runs() == runs


async def test_a_clock_that_was_far_ahead_does_not_silence_a_schedule(house: House) -> None:
    desk = Desk(house, row())
    await desk.timer.run_due()
    await desk.go_to("2037-03-01T09:00:00Z")
    await desk.go_to("2027-03-01T08:30:00Z")
    await desk.go_to("2027-03-01T09:00:00Z")
    assert await desk.runs() == ["2027-03-01T09:00", "2037-03-01T09:00"]


async def test_a_time_whose_run_is_a_dead_letter_is_not_run_again(house: House) -> None:
    desk = Desk(house, row())
    await desk.timer.run_due()
    await desk.go_to("2027-03-01T09:00:00Z")
    (owed,) = await house.owed()
    await house.tenant.commit(BuryDelivery(owed, house.now, 10, "no"))
    await desk.go_to("2037-03-01T08:59:00Z")
    await desk.go_to("2027-03-01T08:00:00Z")
    await desk.go_to("2027-03-01T09:00:00Z")
    assert await desk.runs() == ["2027-03-01T09:00", "2037-02-28T09:00"]


async def test_the_time_of_a_place_follows_its_summer(house: House) -> None:
    desk = Desk(house, row(timezone="Europe/Stockholm"))
    await desk.timer.run_due()
    for day in ("27", "28", "29"):
        await desk.go_to(f"2027-03-{day}T08:30:00Z")
    assert await desk.runs() == ["2027-03-27T08:00", "2027-03-28T07:00", "2027-03-29T07:00"]


async def test_it_wakes_when_something_is_due(house: House) -> None:
    desk = Desk(house, row())
    await desk.timer.run_due()
    house.now = at("2027-03-01T08:59:59.980Z")
    running = asyncio.create_task(desk.timer.run())
    await asyncio.sleep(0)
    house.now = at("2027-03-01T09:00:00.000Z")
    await until(lambda: desk.woken)
    running.cancel()
    assert await desk.runs() == ["2027-03-01T09:00"]


async def test_a_store_that_fails_is_read_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(house, row())
    await desk.timer.run_due()
    commit, failures = house.tenant.commit, 1

    async def fail(*unit: Write) -> None:
        nonlocal failures
        if failures:
            failures -= 1
            raise StoreError
        await commit(*unit)

    monkeypatch.setattr(house.tenant, "commit", fail)
    monkeypatch.setattr("gateway.automations.timer.LOOK_SECONDS", 0.01)
    house.now = at("2027-03-01T09:00:00Z")
    running = asyncio.create_task(desk.timer.run())
    await until(lambda: desk.woken)
    running.cancel()
    assert await desk.runs() == ["2027-03-01T09:00"]


async def test_a_row_that_breaks_does_not_end_it(house: House) -> None:
    desk = Desk(house, row())
    await desk.timer.run_due()
    rows, failures = desk.rows, 1

    def break_once() -> tuple[AutomationRow, ...]:
        nonlocal failures
        failures -= 1
        if failures >= 0:
            raise RuntimeError("canary-cause")
        return rows

    timer = Timer(house.tenant, break_once, desk._wake, house.clock, LOG)
    house.now = at("2027-03-01T09:00:00Z")
    running = asyncio.create_task(go_on(timer.run, LOG, pause=0))
    await until(lambda: desk.woken)
    running.cancel()
    assert await desk.runs() == ["2027-03-01T09:00"]
