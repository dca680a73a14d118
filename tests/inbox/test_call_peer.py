"""A skill that calls out: a restart finds its task before another company was asked anything."""

from typing import Any

import pytest

from gateway.core.chain import Cause, Chain
from gateway.core.errors import LoopLimit
from gateway.core.message import DataPart
from gateway.core.task import TaskState
from gateway.skillkit import SkillContext, skill
from tests.inbox.conftest import House, asks


@skill()
async def buy(ctx: SkillContext) -> Any:
    """Buy something elsewhere, after a look at what it costs."""
    await ctx.call_peer("vendor", "get_quote")
    return await ctx.call_peer("vendor", "order", {"quantity": 500})


async def test_a_task_that_calls_out_is_stored_first(house: House) -> None:
    house.add(buy)
    task = await house.send(asks("buy"))
    assert task.state is TaskState.COMPLETED
    (part,) = task.artifacts[0].parts
    assert part == DataPart(
        {
            "peer": "vendor",
            "skill": "order",
            "arguments": {"quantity": 500},
            "stored": ["working"],
        }
    )


async def test_a_call_out_is_made_because_of_the_call_in(house: House) -> None:
    house.add(buy)
    await house.send(asks("buy", chain=Chain("c", 2)))
    await house.send(asks("buy", message_id="msg-2"), peer="globex")
    assert house.causes == [Cause("acme", Chain("c", 2))] * 2 + [Cause("globex")] * 2


async def test_a_task_keeps_its_chain_for_the_next_start(house: House) -> None:
    house.add(buy)
    task = await house.send(asks("buy", chain=Chain("c", 2)))
    record = await house.tenant.find_task(task.id)
    assert record is not None
    again = house.planner.works.again(record)
    assert again.origin.cause == Cause("acme", Chain("c", 2))


async def test_a_call_that_came_through_too_many_agents_is_refused(house: House) -> None:
    house.add(buy)
    await house.send(asks("buy", chain=Chain("c", 5)))
    with pytest.raises(LoopLimit):
        await house.send(asks("buy", message_id="msg-2", chain=Chain("c", 6)))
    (refused, _) = await house.tenant.list_activity()
    assert (refused.status, refused.error) == ("error", "LOOP_LIMIT")
    assert len(house.causes) == 2
