"""Circles of calls end: by their hops, by their number in a minute, by what is open at once."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from gateway.core.chain import Cause, Chain
from gateway.core.errors import LoopLimit
from gateway.outbox.loops import LoopBounds, Loops


class Turnstile:
    """Loops with a clock that the test moves."""

    def __init__(self, **bounds: float) -> None:
        self.at = 1_700_000_000_000
        self.loops = Loops(LoopBounds(**{"patience": 0.01, **bounds}), lambda: self.at)

    async def call(self, cause: Cause | None, peer: str = "vendor") -> None:
        async with self.loops.passing(cause, peer):
            pass


def of(hops: int) -> Cause:
    return Cause("acme", Chain("c", hops))


async def test_a_chain_ends_at_its_limit() -> None:
    turnstile = Turnstile(hops=3)
    await turnstile.call(of(2))
    with pytest.raises(LoopLimit, match="at most 3 calls in a chain"):
        await turnstile.call(of(3))


async def test_what_nobody_caused_has_no_limit() -> None:
    turnstile = Turnstile(hops=1, calls_per_minute=1, open_calls=1)
    async with turnstile.loops.passing(None, "vendor"):
        for _ in range(3):
            await turnstile.call(None)


@pytest.mark.parametrize("cause", [of(1), Cause("acme")], ids=["chain", "none"])
async def test_a_peer_causes_so_many_calls_a_minute(cause: Cause) -> None:
    turnstile = Turnstile(calls_per_minute=2)
    await turnstile.call(cause)
    turnstile.at += 30_000
    await turnstile.call(cause, "other")
    with pytest.raises(LoopLimit, match="at most 2 calls a minute"):
        await turnstile.call(cause)
    await turnstile.call(Cause("rival"))
    turnstile.at += 30_001
    await turnstile.call(cause)
    with pytest.raises(LoopLimit):
        await turnstile.call(cause)


async def test_a_clock_that_is_set_back_refuses_nobody_for_long() -> None:
    turnstile = Turnstile(calls_per_minute=1)
    await turnstile.call(of(1))
    turnstile.at -= 3_600_000
    await turnstile.call(of(1))


async def test_without_a_chain_so_many_calls_are_open_at_once() -> None:
    turnstile = Turnstile(open_calls=2)
    async with AsyncExitStack() as calls:
        for _ in range(2):
            await calls.enter_async_context(turnstile.loops.passing(Cause("acme"), "vendor"))
        with pytest.raises(LoopLimit, match="comes to an end"):
            await turnstile.call(Cause("acme"))
        await turnstile.call(Cause("acme"), "other")
        await turnstile.call(Cause("rival"))
        await turnstile.call(of(1))
    await turnstile.call(Cause("acme"))


async def test_one_that_waits_goes_on_when_another_ends() -> None:
    turnstile = Turnstile(open_calls=1, patience=10)
    async with turnstile.loops.passing(Cause("acme"), "vendor"):
        waiting = asyncio.create_task(turnstile.call(Cause("acme")))
        await asyncio.sleep(0)
        assert not waiting.done()
    await asyncio.wait_for(waiting, 60)


async def test_a_call_that_fails_gives_its_place_back() -> None:
    turnstile = Turnstile(open_calls=1)
    with pytest.raises(ZeroDivisionError):
        async with turnstile.loops.passing(Cause("acme"), "vendor"):
            raise ZeroDivisionError
    await turnstile.call(Cause("acme"))
