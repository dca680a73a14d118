"""A skill that runs another one: with the rights of the peer, on record, and once where it must."""

import asyncio
from typing import Any

import pytest
from pydantic import BaseModel

from gateway.core.call import SendMessage
from gateway.core.errors import SkillNotFound
from gateway.core.message import DataPart, Message, Role, TextPart, text_of
from gateway.core.peer import Peer
from gateway.core.task import TaskState
from gateway.skillkit import Skill, SkillContext, skill
from tests.inbox.conftest import House, asks
from tests.inbox.skills import ask_colour, pay, payroll


class Order(BaseModel):
    qty: int


@skill()
async def price(ctx: SkillContext, args: Order) -> dict[str, int]:
    """Say what a quantity costs."""
    return {"cents": args.qty * 10}


@skill()
async def broken(ctx: SkillContext) -> str:
    """Break."""
    raise ValueError("the canary secret")


@skill()
async def endless(ctx: SkillContext) -> Any:
    """Run itself."""
    return await ctx.call_skill("endless")


@skill()
async def front(ctx: SkillContext) -> Any:
    """Run the skill that is named."""
    given = ctx.arguments
    return await ctx.call_skill(given["name"], given.get("arguments"), answer=ctx.answer)


OTHERS = (price, payroll, pay, ask_colour, broken, endless, front)


async def test_the_result_is_that_of_the_other_skill_and_on_record(house: House) -> None:
    house.add(*OTHERS)
    task = await house.send(asks("front", {"name": "price", "arguments": {"qty": 5}}))
    assert task.artifacts[0].parts == (DataPart({"cents": 50}),)
    rows = await house.tenant.list_activity()
    inner = next(row for row in rows if row.direction == "internal")
    assert (inner.skill, inner.status, inner.task_id) == ("price", "success", task.id)
    assert inner.input == '{"qty":5}'
    assert next(row for row in rows if row.direction == "inbound").skill == "front"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("payroll", "No such skill is offered to you"),
        ("nothing", "No such skill is offered to you"),
        ("price", "do not fit its schema"),
        ("endless", "without an end"),
        ("broken", "its operator finds the cause"),
    ],
)
async def test_what_may_not_or_cannot_be_run_fails_the_run(
    house: House, name: str, words: str
) -> None:
    house.add(*OTHERS)
    task = await house.send(asks("front", {"name": name}))
    assert task.state is TaskState.FAILED
    assert task.status.message is not None
    said = text_of(task.status.message.parts)
    assert words in said
    assert "canary" not in said


async def test_a_skill_that_the_peer_may_not_run_is_as_one_that_is_not_there(
    house: House,
) -> None:
    house.add(*OTHERS)

    def allow_the_front_alone(peer: Peer, asked: Skill) -> None:
        if asked.name != "front":
            raise SkillNotFound(repr(asked.name))

    house.allowed = allow_the_front_alone
    task = await house.send(asks("front", {"name": "price", "arguments": {"qty": 5}}))
    assert task.state is TaskState.FAILED
    assert not [r for r in await house.tenant.list_activity() if r.direction == "internal"]


async def test_a_question_of_the_other_skill_is_the_tasks(house: House) -> None:
    house.add(*OTHERS)
    task = await house.send(asks("front", {"name": "ask_colour"}))
    assert task.state is TaskState.INPUT_REQUIRED
    answer = Message("msg-2", Role.USER, (TextPart("9 crowns"),), task_id=task.id)
    done = await house.send(SendMessage(answer))
    assert done.artifacts[0].parts == (TextPart("9 crowns it is"),)


async def test_a_run_that_is_cut_off_is_no_success_on_record(house: House) -> None:
    @skill()
    async def asleep(ctx: SkillContext) -> None:
        """Never wake."""
        await asyncio.Event().wait()

    @skill(timeout=1)
    async def hasty(ctx: SkillContext) -> Any:
        """Wait for it, not long."""
        return await ctx.call_skill("asleep")

    house.add(asleep, hasty)
    await house.send(asks("hasty"))
    rows = await house.tenant.list_activity()
    inner = next(row for row in rows if row.direction == "internal")
    assert (inner.status, inner.error) == ("error", "INTERRUPTED")


async def test_what_must_not_run_twice_does_not_where_a_run_is_taken_up_again(
    house: House,
) -> None:
    runs: list[str] = []

    @skill(effect="at_most_once")
    async def order(ctx: SkillContext) -> str:
        """Order goods."""
        runs.append(ctx.task.id)
        return "ordered"

    @skill()
    async def twice(ctx: SkillContext) -> Any:
        """Order, and order again."""
        await ctx.call_skill("order")
        return await ctx.call_skill("order")

    house.add(order, twice)
    task = await house.send(asks("twice"))
    assert runs == [task.id]
    assert task.state is TaskState.FAILED
    assert task.status.message is not None
    assert "may have been done" in text_of(task.status.message.parts)


async def test_what_must_not_run_twice_begins_when_its_task_is_stored(house: House) -> None:
    stored: list[str] = []

    @skill(effect="at_most_once")
    async def ship(ctx: SkillContext) -> None:
        """Ship goods."""
        stored.extend(record.task.id for record in await house.tenant.list_unfinished())

    house.add(ship, front)
    task = await house.send(asks("front", {"name": "ship"}))
    assert stored == [task.id]
