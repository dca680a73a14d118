"""One yes is for one wish: whatever else a run wants is asked for anew."""

from gateway.core.task import TaskState
from gateway.skillkit import SkillContext, skill
from tests.approvals.conftest import Company
from tests.inbox.conftest import asks


async def test_several_approvals_of_one_run_are_asked_for_one_by_one(company: Company) -> None:
    @skill()
    async def build(ctx: SkillContext) -> str:
        """Ask twice."""
        await ctx.require_approval("the plan")
        await ctx.require_approval("the price", amount=5, currency="SEK")
        company.note(ctx)
        return "built"

    company.house.add(build)
    task = await company.ask("build")
    assert (await company.waiting(task)).reason == "the plan"
    task = await company.approve(task)
    assert task.review is not None
    assert (await company.waiting(task)).reason == "the price"
    assert company.runs == []
    assert (await company.approve(task)).state is TaskState.COMPLETED
    assert len(company.runs) == 1


async def test_one_yes_is_for_one_of_two_equal_wishes(company: Company) -> None:
    @skill()
    async def twice(ctx: SkillContext) -> str:
        """Ask for the same twice."""
        for _ in range(2):
            await ctx.require_approval("a thousand", amount=1000)
        company.note(ctx)
        return "done"

    company.house.add(twice)
    task = await company.approve(await company.ask("twice"))
    assert task.review is not None
    assert company.runs == []
    assert (await company.approve(task)).state is TaskState.COMPLETED


async def test_a_run_that_asks_for_more_than_was_approved_asks_again(company: Company) -> None:
    prices = iter([100, 200, 200])

    @skill()
    async def buy(ctx: SkillContext) -> str:
        """Buy at the price of the moment."""
        await ctx.require_approval("money", amount=next(prices), currency="SEK")
        company.note(ctx)
        return "bought"

    company.house.add(buy)
    task = await company.approve(await company.ask("buy"))
    assert (await company.waiting(task)).amount == 200
    assert company.runs == []
    assert (await company.approve(task)).state is TaskState.COMPLETED


async def test_an_inner_run_with_other_arguments_than_were_approved_asks_again(
    company: Company,
) -> None:
    given = iter([{"to": "globex"}, {"to": "elsewhere"}, {"to": "elsewhere"}])

    @skill()
    async def fickle(ctx: SkillContext) -> str:
        """Have another one paid each time."""
        await ctx.call_skill("pay", next(given))
        return "done"

    company.house.add(fickle)
    task = await company.approve(await company.ask("fickle"))
    assert task.review is not None
    assert company.runs == []
    assert (await company.waiting(task)).arguments == {"to": "elsewhere"}
    assert (await company.approve(task)).state is TaskState.COMPLETED
    assert company.runs == [("pay", {"to": "elsewhere"})]


async def test_a_question_after_the_approval_is_a_new_request(company: Company) -> None:
    @skill()
    async def paint(ctx: SkillContext) -> str:
        """Ask a human, then the peer."""
        await ctx.require_approval("paint")
        if ctx.answer is None:
            await ctx.ask("Which colour?")
        company.note(ctx)
        return f"{ctx.answer}"

    company.house.add(paint)
    task = await company.approve(await company.ask("paint"))
    assert task.state is TaskState.INPUT_REQUIRED
    task = await company.house.send(asks("red", message_id="m-2", task_id=task.id))
    assert task.review is not None
    asked = await company.waiting(task)
    assert (asked.turns, asked.message_id) == (2, "m-2")
    assert (await company.approve(task)).state is TaskState.COMPLETED
