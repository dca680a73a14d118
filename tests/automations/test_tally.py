"""Rows that wait for several notices within a time: counted once, over restarts and changes."""

import asyncio

import pytest

from gateway.core.errors import StoreError
from gateway.store.writes import Write
from gateway.wiring.chores import go_on
from tests.automations.conftest import House
from tests.automations.dispatching import COUNTED, LOG, Desk, settings
from tests.until import until, until_found


async def test_counting_begins_anew_after_each_run(house: House) -> None:
    desk = Desk(house, settings(COUNTED))
    await desk.dispatcher.open()
    for number in range(8):
        await house.notice({"n": number})
        await desk.work()
    assert await desk.runs() == [("counted", {"n": 2}), ("counted", {"n": 5})]


async def test_what_is_too_long_ago_does_not_count(house: House) -> None:
    desk = Desk(house, settings(COUNTED))
    await desk.dispatcher.open()
    for number in range(4):
        await house.notice({"n": number})
        await desk.work()
        house.now += 29_999 if number else 30_001
    assert await desk.runs() == [("counted", {"n": 3})]


async def test_a_restart_does_not_forget_what_was_counted(house: House) -> None:
    desk = Desk(house, settings(COUNTED))
    await desk.dispatcher.open()
    for number in range(7):
        await house.notice({"n": number})
        await desk.work()
        await desk.restarted().open()
    assert await desk.runs() == [("counted", {"n": 2}), ("counted", {"n": 5})]


async def test_a_new_row_counts_from_when_it_is_there(house: House) -> None:
    desk = Desk(house, settings())
    await desk.dispatcher.open()
    for number in range(2):
        await house.notice({"n": number})
    await desk.work()
    desk.config = settings(COUNTED)
    for number in range(2, 5):
        await house.notice({"n": number})
        await desk.work()
    assert await desk.runs() == [("counted", {"n": 4})]


async def test_another_condition_counts_anew(house: House) -> None:
    desk = Desk(house, settings(COUNTED))
    await desk.dispatcher.open()
    for number in range(2):
        await house.notice({"n": number})
    await desk.work()
    where = 'where = [{field = "data.n", op = "gte", value = 1}]'
    desk.config = settings(COUNTED + where)
    for number in range(2, 4):
        await house.notice({"n": number})
    await desk.work()
    assert await desk.runs() == [("counted", {"n": 3})]


@pytest.mark.parametrize("error", [StoreError, RuntimeError])
async def test_a_unit_that_fails_is_done_again_with_the_same_count(
    house: House, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    desk = Desk(house, settings(COUNTED))
    await desk.dispatcher.open()
    for number in range(2):
        await house.notice({"n": number})
    commit, failures = house.tenant.commit, 1

    async def fail(*unit: Write) -> None:
        nonlocal failures
        if failures:
            failures -= 1
            raise error
        await commit(*unit)

    monkeypatch.setattr(house.tenant, "commit", fail)
    monkeypatch.setattr("gateway.automations.dispatch.LOOK_SECONDS", 0.01)
    running = asyncio.create_task(go_on(desk.dispatcher.run, LOG, pause=0))
    await until(lambda: not failures)
    await house.notice({"n": 2})
    await until_found(desk.runs)
    running.cancel()
    assert await desk.runs() == [("counted", {"n": 2})]
