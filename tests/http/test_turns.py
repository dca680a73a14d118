"""When a peer's call may begin: the clock is what the test says it is."""

import asyncio

import pytest

from gateway.core.errors import RateLimited
from gateway.http.turns import Turns

MOST = 100


class Calls:
    """Calls that take ``seconds`` of the loop's time each; ``begun`` are those that began."""

    def __init__(self, seconds: float = 0, patience: float = 60) -> None:
        self.turns = Turns(MOST, patience, lambda: self.now)
        self.now = 0.0
        self.seconds = seconds
        self.begun: list[str] = []

    async def call(self, peer: str) -> None:
        await self.turns.take(peer)
        self.begun.append(peer)
        self.now += self.seconds


async def test_calls_that_take_no_time_begin_at_once() -> None:
    calls = Calls()
    async with asyncio.TaskGroup() as group:
        for _ in range(100):
            group.create_task(calls.call("acme"))
        await asyncio.sleep(0)
        assert len(calls.begun) == 100


async def test_calls_that_take_long_take_turns_by_peer() -> None:
    calls = Calls(seconds=1)
    async with asyncio.TaskGroup() as group:
        for peer in ("acme", "acme", "acme", "rival"):
            group.create_task(calls.call(peer))
        await asyncio.sleep(0)
        assert calls.begun == ["acme"]

    assert calls.begun == ["acme", "acme", "rival", "acme"]


async def test_others_look_at_the_network_between_calls_that_take_long() -> None:
    calls = Calls(seconds=1)
    looks: list[int] = []

    def look() -> None:
        looks.append(len(calls.begun))
        if len(calls.begun) < 3:
            asyncio.get_running_loop().call_soon(look)

    look()
    await asyncio.gather(*(calls.call("acme") for _ in range(3)))
    assert {0, 1, 2} <= set(looks)


async def test_who_leaves_much_unread_waits_and_nobody_else() -> None:
    calls = Calls()
    with calls.turns.holding("acme", MOST):
        waiting = asyncio.create_task(calls.call("acme"))
        await asyncio.wait_for(calls.call("rival"), 5)
        assert calls.begun == ["rival"]
    await asyncio.wait_for(waiting, 5)
    assert calls.begun == ["rival", "acme"]


async def test_who_reads_nothing_at_all_is_told_to() -> None:
    calls = Calls(patience=0.01)
    with calls.turns.holding("acme", MOST), pytest.raises(RateLimited):
        await calls.call("acme")
    await asyncio.wait_for(calls.call("acme"), 5)


async def test_who_waits_no_more_takes_no_turn() -> None:
    calls = Calls()
    with calls.turns.holding("acme", MOST):
        gone, there = (asyncio.create_task(calls.call("acme")) for _ in range(2))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
    await asyncio.wait_for(there, 5)
    assert calls.begun == ["acme"]
