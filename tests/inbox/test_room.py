"""What a peer says in one task is bounded, whatever the task does meanwhile."""

import asyncio

import pytest

from gateway.core.call import SendMessage
from gateway.core.errors import UnsupportedOperation
from gateway.core.history import History
from gateway.core.message import Message, Role, TextPart
from gateway.core.task import Task, TaskState
from gateway.inbox.room import IN_TASK, Room
from gateway.skillkit import SkillContext, skill
from tests.inbox import skills
from tests.inbox.conftest import House, asks

LETTER = "x" * (IN_TASK.bytes // 4)


def says(task: Task, text: str, message_id: str) -> SendMessage:
    message = Message(message_id, Role.USER, (TextPart(text),), task_id=task.id)
    return SendMessage(message, return_immediately=task.state is not TaskState.INPUT_REQUIRED)


@skill()
async def ask_on(ctx: SkillContext) -> None:
    """Ask again and again."""
    await ctx.ask("And?")


async def fill(house: House, task: Task) -> None:
    for number in range(3):
        await house.send(says(task, LETTER, f"n-{number}"))
    with pytest.raises(UnsupportedOperation, match="begin another"):
        await house.send(says(task, LETTER, "n-last"))


async def test_a_task_at_work_takes_no_more_than_it_may_hold(
    house: House, gate: asyncio.Event
) -> None:
    house.add(skills.gated(gate, []))
    task = await house.send(asks("gated", return_immediately=True))
    await fill(house, task)
    gate.set()
    assert len((await house.get(task.id)).history) == 4


async def test_a_task_that_asks_takes_no_more_than_it_may_hold(house: House) -> None:
    house.add(ask_on)
    task = await house.send(asks("ask_on"))
    await fill(house, task)
    left = await house.get(task.id)
    assert left.state is TaskState.INPUT_REQUIRED
    assert (await house.send(says(task, "done", "n-short"))).id == task.id


def test_a_room_holds_so_many_messages_of_any_size() -> None:
    said = History.of(Message(f"m-{n}", Role.USER, (TextPart("a"),)) for n in range(3))
    assert Room(3, 1000).holds(said)
    assert not Room(2, 1000).holds(said)
    assert not Room(3, 10).holds(said)
