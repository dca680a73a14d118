"""A skill that calls out: a restart finds its task before another company was asked anything."""

from typing import Any

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
