"""Places to work in: bounded, fair, and never lost."""

import asyncio

from gateway.runner.slots import Slots
from tests.until import until


async def _line_up(slots: Slots, peer: str, order: list[str]) -> asyncio.Task[None]:
    async def take() -> None:
        await slots.take(peer)
        order.append(peer)

    task = asyncio.create_task(take())
    await asyncio.sleep(0)
    return task


async def test_a_peer_gets_no_more_than_its_places() -> None:
    slots = Slots(per_peer=2, total=10)
    assert [slots.try_take("a") for _ in range(3)] == [True, True, False]
    assert slots.try_take("b")


async def test_peers_take_turns_whatever_the_length_of_their_lines() -> None:
    slots = Slots(per_peer=5, total=1)
    slots.try_take("busy")
    order: list[str] = []
    lines = [await _line_up(slots, "busy", order) for _ in range(3)]
    lines.append(await _line_up(slots, "quiet", order))
    slots.release("busy")
    for served in range(1, 5):
        await until(lambda served=served: len(order) == served)
        slots.release(order[-1])
    await asyncio.gather(*lines)
    assert order == ["busy", "quiet", "busy", "busy"]


async def test_one_who_leaves_the_line_takes_no_place_with_it() -> None:
    slots = Slots(per_peer=1, total=1)
    slots.try_take("a")
    order: list[str] = []
    leaver = await _line_up(slots, "a", order)
    stayer = await _line_up(slots, "a", order)
    leaver.cancel()
    await asyncio.wait([leaver])
    slots.release("a")
    await stayer
    slots.release("a")
    assert slots.try_take("a")


async def test_one_who_leaves_just_as_its_place_came_gives_it_on() -> None:
    slots = Slots(per_peer=1, total=1)
    slots.try_take("a")
    leaver = await _line_up(slots, "a", [])
    slots.release("a")
    leaver.cancel()
    await asyncio.wait([leaver])
    assert slots.try_take("a")


async def test_a_place_that_many_leave_just_as_it_comes_is_not_lost() -> None:
    slots = Slots(per_peer=1, total=1)
    slots.try_take("a")
    order: list[str] = []
    leavers = [await _line_up(slots, peer, order) for peer in "aabb"]
    stayer = await _line_up(slots, "c", order)
    slots.release("a")
    for leaver in leavers:
        leaver.cancel()
    await asyncio.wait(leavers)
    await stayer
    assert order == ["c"]
    slots.release("c")
    assert slots.try_take("a")


async def test_who_may_have_a_place_that_no_one_in_line_may_gets_it_at_once() -> None:
    slots = Slots(per_peer=1, total=2)
    slots.try_take("a")
    waiting = await _line_up(slots, "a", [])
    assert slots.try_take("b")
    slots.release("a")
    await waiting
    assert not slots.try_take("c")


async def test_a_place_that_comes_as_the_first_leaves_goes_to_the_next() -> None:
    slots = Slots(per_peer=1, total=1)
    slots.try_take("a")
    leaver = await _line_up(slots, "a", [])
    stayer = await _line_up(slots, "a", [])
    leaver.cancel()
    slots.release("a")
    await asyncio.wait([leaver])
    await asyncio.wait_for(stayer, 5)
