"""Timers of one length: what rings, what does not, and a deadline made of them."""

import asyncio
from functools import partial

import pytest

from gateway.runner.alarm import Alarm, Deadline


async def test_what_is_set_rings_once_in_its_order() -> None:
    alarm, rung = Alarm(0.01), list[int]()
    last = asyncio.Event()
    for number in range(3):
        alarm.set(partial(rung.append, number))
    alarm.set(last.set)
    await last.wait()
    assert rung == [0, 1, 2]


async def test_what_is_stopped_does_not_ring() -> None:
    alarm, rung = Alarm(0.01), list[str]()
    last = asyncio.Event()
    first = partial(rung.append, "first")
    alarm.set(first)
    alarm.set(last.set)
    alarm.stop(first)
    alarm.stop(first)
    await last.wait()
    assert rung == []


async def test_a_ring_may_stop_the_one_that_is_due_with_it() -> None:
    alarm, rung = Alarm(0.0), list[str]()
    last = asyncio.Event()
    second = partial(rung.append, "second")
    alarm.set(lambda: alarm.stop(second))
    alarm.set(second)
    alarm.set(last.set)
    await last.wait()
    assert rung == []


async def test_it_rings_again_after_it_was_silent() -> None:
    alarm = Alarm(0.0)
    for _ in range(2):
        rung = asyncio.Event()
        alarm.set(rung.set)
        await rung.wait()


async def test_a_deadline_ends_what_takes_too_long() -> None:
    deadline = Deadline(Alarm(0.01))
    with pytest.raises(TimeoutError), deadline:
        await asyncio.Event().wait()
    assert deadline.expired


async def test_a_deadline_lets_what_is_in_time_be() -> None:
    alarm = Alarm(0.01)
    with Deadline(alarm):
        await asyncio.sleep(0)
    rung = asyncio.Event()
    alarm.set(rung.set)
    await rung.wait()


async def test_cancelling_from_outside_is_no_timeout() -> None:
    async def work() -> None:
        with Deadline(Alarm(60)):
            await asyncio.Event().wait()

    working = asyncio.create_task(work())
    await asyncio.sleep(0)
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
