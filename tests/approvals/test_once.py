"""One yes is for one run of what it is for, however often the run begins anew that calls it."""

from typing import Any

import pytest

from gateway.core.call import SendMessage
from gateway.core.message import Message, Role, TextPart
from gateway.core.routing import Route
from gateway.core.task import TaskState
from gateway.dialects.result import bare_result
from gateway.inbox.kept import FailedBefore
from gateway.runner.failure import SkillFailed
from gateway.skillkit import SkillContext, skill
from tests.approvals.conftest import Company, result
from tests.inbox.conftest import asks

Calls = list[tuple[str, dict[str, Any]]]


def add_outer(company: Company, calls: Calls) -> None:
    @skill()
    async def outer(ctx: SkillContext) -> Any:
        """Have others run, one after the other."""
        given = []
        for name, arguments in calls:
            (artifact,) = await ctx.call_skill(name, arguments)
            given.append(bare_result(artifact.parts))
        return {"given": given}

    company.house.add(outer)


@pytest.mark.parametrize("restarts", [False, True], ids=["at once", "after a restart"])
@pytest.mark.parametrize(
    "calls",
    [
        [("order", {"qty": 50}), ("order", {"qty": 60})],
        [("order", {"qty": 50}), ("order", {"qty": 50})],
        [("ship", {"to": "globex"}), ("pay", {"to": "globex"})],
        [("front", {"name": "pay", "given": {}}), ("order", {"qty": 50})],
        [("order", {"qty": 50}), ("pay", {}), ("ship", {})],
    ],
    ids=["other arguments", "the same twice", "at most once", "deeper", "three"],
)
async def test_each_of_several_calls_is_approved_and_run_once(
    company: Company, calls: Calls, restarts: bool
) -> None:
    add_outer(company, calls)
    task = await company.house.send(asks("outer"))
    times = 0
    while (await company.house.get(task.id)).review is not None:
        if restarts:
            await company.restart()
        await company.approve(task)
        times += 1
    done = await company.house.get(task.id)
    assert (done.state, times) == (TaskState.COMPLETED, len(calls))
    assert len(company.runs) == len(calls)
    gives = {"ship": {"shipped": True}, "pay": {"paid": True}, "front": {"paid": True}}
    wanted = [gives.get(name, {"ordered": given.get("qty")}) for name, given in calls]
    assert result(done) == {"given": wanted}


async def test_what_takes_the_place_of_a_failed_run_has_no_second_use_of_its_yes(
    company: Company,
) -> None:
    @skill()
    async def clumsy(ctx: SkillContext) -> Any:
        """Have something ordered, and fail."""
        await ctx.call_skill("order", {"qty": 50})
        raise ValueError("afterwards")

    @skill()
    async def second(ctx: SkillContext) -> Any:
        """Have the same ordered."""
        return await ctx.call_skill("order", {"qty": 50})

    house = company.house
    house.add(clumsy, second)
    house.routes += [
        Route("first", "clumsy", keywords=("order",), fallback="other"),
        Route("other", "second", tag="nobody"),
    ]
    words = Message("m-1", Role.USER, (TextPart("order it"),))
    task = await house.send(SendMessage(words))
    await company.approve(task)
    assert len(company.runs) == 1


async def test_what_failed_takes_another_yes_to_be_tried_again(company: Company) -> None:
    tried: list[int] = []

    @skill(trust="approve")
    async def fragile(ctx: SkillContext) -> str:
        """Fail the first time."""
        tried.append(1)
        if len(tried) == 1:
            raise ValueError("no luck")
        return "done"

    @skill()
    async def stubborn(ctx: SkillContext) -> Any:
        """Try twice."""
        try:
            return await ctx.call_skill("fragile")
        except (SkillFailed, FailedBefore):
            return await ctx.call_skill("fragile")

    company.house.add(fragile, stubborn)
    task = await company.house.send(asks("stubborn"))
    waits = await company.approve(task)
    assert (len(tried), waits.review is not None) == (1, True)
    done = await company.approve(task)
    assert (len(tried), done.state) == (2, TaskState.COMPLETED)
