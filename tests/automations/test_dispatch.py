"""Notices on their way to the rows that wait for them: each once, whatever happens meanwhile."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from gateway.automations.dispatch import Dispatcher
from gateway.automations.listener import Listener, listeners_of
from gateway.automations.occasion import AUTOMATION, event_run, read_fields
from gateway.core.notice import NoticeType
from gateway.outbox import NOTIFICATION
from gateway.store import open_store
from gateway.wiring.chores import go_on
from tests.automations.conftest import House
from tests.automations.dispatching import COUNTED, LOG, SIGNALS, Desk, automation, settings
from tests.until import until, until_found

NOTIFY = '[[notify]]\nname = "buyers"\non = ["signal.*"]\nurl = "https://chat.example/hook"\n'


async def test_a_notice_goes_to_every_row_that_wants_it(house: House) -> None:
    other = automation("others", 'on = "peer.down"')
    desk = Desk(house, settings(NOTIFY, SIGNALS, other))
    await desk.dispatcher.open()
    notice = await house.notice({"title": "x"})
    await desk.work()
    kinds = {row.kind: row for row in await house.owed()}
    assert set(kinds) == {NOTIFICATION, AUTOMATION}
    assert kinds[AUTOMATION].id == event_run("signals", notice.seq)
    assert read_fields(kinds[AUTOMATION]) == {
        "id": notice.id,
        "type": "signal.received",
        "at": "2027-01-15T08:00:00.000Z",
        "subject": "s-1",
        "peer": "",
        "data": {"title": "x"},
    }
    assert desk.woken == 1


async def test_what_was_before_the_first_start_is_not_told(house: House) -> None:
    await house.notice({"n": 1})
    desk = Desk(house, settings(SIGNALS))
    await desk.dispatcher.open()
    await house.notice({"n": 2})
    await desk.work()
    assert await desk.runs() == [("signals", {"n": 2})]


async def test_what_came_while_it_was_stopped_is_told(house: House) -> None:
    desk = Desk(house, settings(SIGNALS))
    await desk.dispatcher.open()
    await house.notice({"n": 1})
    await desk.restarted().open()
    await desk.work()
    assert await desk.runs() == [("signals", {"n": 1})]


async def test_nothing_is_told_twice(house: House) -> None:
    desk = Desk(house, settings(SIGNALS))
    await desk.dispatcher.open()
    for number in range(250):  # more than a page
        await house.notice({"n": number})
    await desk.work()
    await desk.restarted().open()
    await desk.work()
    told = Counter(data["n"] for _, data in await desk.runs())
    assert told == Counter(range(250))


async def test_a_row_that_is_switched_off_is_told_nothing(house: House) -> None:
    desk = Desk(house, settings(automation("signals", 'on = "*"', "enabled = false")))
    await desk.dispatcher.open()
    await house.notice()
    await desk.work()
    desk.config = settings(SIGNALS)
    await desk.work()
    assert await desk.runs() == []


async def test_a_new_row_is_told_nothing_of_before(house: House) -> None:
    desk = Desk(house, settings())
    await desk.dispatcher.open()
    await house.notice({"n": 1})
    await desk.work()
    desk.config = settings(SIGNALS)
    await house.notice({"n": 2})
    await desk.work()
    assert await desk.runs() == [("signals", {"n": 2})]


async def test_conditions_choose(house: House) -> None:
    row = automation("big", 'on = "*"', 'where = [{field = "data.n", op = "gt", value = 1}]')
    desk = Desk(house, settings(row))
    await desk.dispatcher.open()
    for number in range(4):
        await house.notice({"n": number})
    await desk.work()
    assert await desk.runs() == [("big", {"n": 2}), ("big", {"n": 3})]


async def test_it_is_woken_by_a_notice(house: House) -> None:
    desk = Desk(house, settings(SIGNALS))
    await desk.dispatcher.open()
    running = asyncio.create_task(desk.dispatcher.run())
    for number in range(3):
        await house.notice({"n": number}, NoticeType.SIGNAL_RECEIVED)

        async def is_told(expected: int = number + 1) -> bool:
            return len(await desk.runs()) == expected

        await until_found(is_told)
    running.cancel()


async def test_what_breaks_once_does_not_end_it(house: House) -> None:
    config, failures = settings(SIGNALS), 1

    def break_once() -> Iterable[Listener]:
        nonlocal failures
        failures -= 1
        if failures >= 0:
            raise RuntimeError("canary-cause")
        return listeners_of(config, house.clock)

    desk = Desk(house, config)
    dispatcher = Dispatcher(house.tenant, break_once, lambda: None, LOG)
    await dispatcher.open()
    await house.notice({"n": 1})
    running = asyncio.create_task(go_on(dispatcher.run, LOG, pause=0))
    await until(lambda: failures <= 0)
    await house.notice({"n": 2})

    async def both_run() -> bool:
        return await desk.runs() == [("signals", {"n": 1}), ("signals", {"n": 2})]

    await until_found(both_run)
    running.cancel()


async def test_a_file_is_read_on_where_it_was_left(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/gate.db"
    ids = 0
    for round_number in range(3):
        store = await open_store(url)
        house = House(store.for_tenant("vendor"), ids=ids)
        desk = Desk(house, settings(NOTIFY, SIGNALS, COUNTED))
        await desk.dispatcher.open()
        await house.notice({"n": round_number})
        await desk.work()
        ids = house.ids
        told = await desk.runs()
        await store.close()
    assert told == [("counted", {"n": 2}), *(("signals", {"n": number}) for number in range(3))]
