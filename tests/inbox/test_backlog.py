"""What of one peer is in hand is bounded, in number and in memory, before anything is stored."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from gateway.core.call import ListTasks, SendMessage, TaskPageReply
from gateway.core.errors import RateLimited
from gateway.core.json import encode
from gateway.core.message import Message, Role, TextPart
from gateway.core.peer import Peer
from gateway.core.task import Task, TaskState
from gateway.inbox.recover import recover
from gateway.skillkit import SkillContext, skill
from tests.inbox import skills
from tests.inbox.conftest import House, asks, caller
from tests.until import until, until_found

LETTER = "x" * 30_000


@pytest.fixture
def narrow(house: House, gate: asyncio.Event) -> House:
    """Two letters of a peer fit into what may wait, beside those for which there is a place."""
    house.queue_bytes = 150_000
    house.inbox = house.make_inbox()
    house.add(skills.gated(gate, []), skills.echo)
    return house


def letter(number: int, **more: Any) -> SendMessage:
    more.setdefault("return_immediately", True)
    return asks("gated", {"letter": LETTER}, f"m-{number}", **more)


def tells(task: Task, text: str, message_id: str) -> SendMessage:
    said = Message(message_id, Role.USER, (TextPart(text),), task_id=task.id)
    return SendMessage(said, return_immediately=True)


async def fill(house: House) -> list[Task]:
    """All places are taken, and what may wait is full."""
    return [await house.send(letter(number)) for number in range(4)]


async def stored(house: House) -> int:
    page = await house.inbox.handle(caller("acme"), ListTasks(), house.arrival())
    assert isinstance(page, TaskPageReply)
    return page.total


@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "blocking"])
async def test_more_than_may_wait_in_memory_is_refused_and_not_stored(
    narrow: House, gate: asyncio.Event, at_once: bool
) -> None:
    await fill(narrow)
    with pytest.raises(RateLimited, match="150000 bytes of memory"):
        await narrow.send(letter(9, return_immediately=at_once))
    assert await stored(narrow) == 4
    gate.set()


async def test_a_short_call_may_wait_where_a_long_one_may_not(
    narrow: House, gate: asyncio.Event
) -> None:
    await fill(narrow)
    await narrow.send(asks("gated", message_id="short", return_immediately=True))
    gate.set()
    await until(lambda: not narrow.inbox.is_busy)


async def test_more_than_may_wait_in_number_is_refused_and_not_stored(
    narrow: House, gate: asyncio.Event
) -> None:
    for number in range(5):
        await narrow.send(asks("gated", message_id=f"m{number}", return_immediately=True))
    with pytest.raises(RateLimited, match="3 calls of yours are waiting already"):
        await narrow.send(asks("gated", message_id="m9", return_immediately=True))
    assert await stored(narrow) == 5
    gate.set()


async def test_what_was_refused_is_taken_when_there_is_room(
    narrow: House, gate: asyncio.Event
) -> None:
    waiting = await fill(narrow)
    again = letter(9, idempotency_key="once")
    with pytest.raises(RateLimited):
        await narrow.send(again)
    await narrow.inbox.cancel(waiting[-1].id, "Enough.")

    async def is_taken() -> bool:
        try:
            return (await narrow.send(again)).state is TaskState.SUBMITTED
        except RateLimited:
            return False

    await until_found(is_taken)
    gate.set()


async def test_what_one_peer_has_waiting_is_nothing_to_another(
    narrow: House, gate: asyncio.Event
) -> None:
    await fill(narrow)
    assert (await narrow.send(letter(9), "rival")).state is TaskState.SUBMITTED
    gate.set()


async def test_nothing_is_counted_any_more_when_all_is_done(
    narrow: House, gate: asyncio.Event
) -> None:
    for round_ in range(3):
        gate.clear()
        await fill(narrow)
        with pytest.raises(RateLimited):
            await narrow.send(letter(9))
        gate.set()
        await until(lambda: not narrow.inbox.is_busy)
        assert await stored(narrow) == 4 * (round_ + 1)


async def test_what_comes_beside_the_message_weighs_too(narrow: House, gate: asyncio.Event) -> None:
    for number in range(2):
        await narrow.send(asks("gated", message_id=f"m-{number}", return_immediately=True))
    with pytest.raises(RateLimited):
        await narrow.inbox.handle(caller("acme"), asks("gated"), narrow.arrival([{}] * 5_000))
    gate.set()


async def test_twins_that_wait_for_one_task_weigh_each(narrow: House, gate: asyncio.Event) -> None:
    for number in range(2):
        await narrow.send(asks("gated", message_id=f"m-{number}", return_immediately=True))
    call = letter(9, idempotency_key="once", return_immediately=False)
    twins = [asyncio.create_task(narrow.send(call)) for _ in range(6)]
    refused, waiting = await asyncio.wait(twins, return_when=asyncio.FIRST_EXCEPTION)
    assert {type(twin.exception()) for twin in refused} == {RateLimited}
    assert len(waiting) > 1
    # One that waits for nothing is in memory no longer than it takes to answer it.
    now = replace(call, return_immediately=True)
    assert (await narrow.send(now)).state is TaskState.SUBMITTED
    gate.set()
    assert len({(await twin).id for twin in waiting}) == 1


async def test_what_is_said_to_a_task_that_waits_counts_too(
    narrow: House, gate: asyncio.Event
) -> None:
    waiting = await fill(narrow)
    with pytest.raises(RateLimited, match="bytes of memory"):
        await narrow.send(tells(waiting[-1], LETTER, "more"))
    await narrow.send(tells(waiting[-1], "hurry", "short"))
    gate.set()
    await until(lambda: not narrow.inbox.is_busy)
    turns = (await narrow.get(waiting[-1].id)).history
    assert [turn.id for turn in turns] == ["m-3", "short"]


async def test_the_next_turn_of_a_task_that_is_refused_leaves_it_as_it_was(
    narrow: House, gate: asyncio.Event
) -> None:
    @skill()
    async def ask_once(ctx: SkillContext) -> None:
        """Ask one thing."""
        if ctx.answer is None:
            await ctx.ask("And?")

    narrow.add(ask_once)
    asked = await narrow.send(asks("ask_once", message_id="first"))
    await until(lambda: not narrow.inbox.is_busy)
    await fill(narrow)
    answer = tells(asked, LETTER, "answer")
    with pytest.raises(RateLimited):
        await narrow.send(answer)
    assert (await narrow.get(asked.id)) == asked
    gate.set()
    await until(lambda: not narrow.inbox.is_busy)
    await narrow.send(answer)
    await until(lambda: not narrow.inbox.is_busy)
    assert (await narrow.get(asked.id)).state is TaskState.COMPLETED


async def test_what_was_accepted_is_taken_up_though_less_may_wait_now(
    narrow: House, gate: asyncio.Event
) -> None:
    tasks = await fill(narrow)
    await narrow.inbox.close(0)
    narrow.queue_bytes = 1
    narrow.inbox = narrow.make_inbox()
    await recover(narrow.tenant, narrow.inbox, narrow.planner, lambda _: Peer("acme"), narrow.clock)
    with pytest.raises(RateLimited):
        await narrow.send(letter(9))
    gate.set()
    await until(lambda: not narrow.inbox.is_busy)
    ended = [(await narrow.get(task.id)).state for task in tasks]
    assert ended == [TaskState.COMPLETED] * 4


async def test_arguments_that_came_as_text_weigh_what_they_are(
    narrow: House, gate: asyncio.Event
) -> None:
    for number in range(2):
        await narrow.send(asks("gated", message_id=f"m{number}", return_immediately=True))
    said = f"skill:gated {encode({'many': [{}] * 5_000}).decode()}"
    with pytest.raises(RateLimited):
        await narrow.send(SendMessage(Message("m", Role.USER, (TextPart(said),))))
    gate.set()
