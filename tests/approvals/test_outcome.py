"""What comes of a decision: the run, its place in line, and who is told."""

import asyncio

import pytest
from msgspec.structs import replace

from gateway.approvals import ApprovalOver
from gateway.core.call import SendMessage
from gateway.core.message import Message, Role, TextPart
from gateway.core.push import PushConfig
from gateway.core.routing import Route
from gateway.core.task import TaskState
from gateway.skillkit import SkillContext, skill
from gateway.store.outbox import DeliveryQuery
from tests.approvals.conftest import ADA, BOB, HOUR, Company, result
from tests.inbox.conftest import asks
from tests.inbox.following import after, following
from tests.until import until


@pytest.mark.parametrize("end", ["approve", "reject", "expire", "cancel"])
async def test_what_is_over_stays_so_after_a_restart(company: Company, end: str) -> None:
    task = await company.ask("ship")
    asked = await company.waiting(task)
    match end:
        case "approve":
            await company.approve(task)
        case "reject":
            await company.approvals.reject(asked.id, ADA)
        case "expire":
            company.house.at += 100 * HOUR
            await company.approvals.expire_due()
        case _:
            await company.house.inbox.cancel(task.id, "Stopped.")
    before, runs = await company.house.get(task.id), list(company.runs)
    await company.restart()
    for decide in (company.approvals.approve, company.approvals.reject):
        with pytest.raises(ApprovalOver):
            await decide(asked.id, BOB)
    assert await company.settled(task) == before
    assert company.runs == runs
    assert len(runs) == (end == "approve")


async def test_a_fallback_that_was_approved_is_what_runs(company: Company) -> None:
    @skill()
    async def bill(ctx: SkillContext) -> str:
        """Fail."""
        raise ValueError("inside")

    house = company.house
    house.add(bill)
    house.routes += [
        Route("billing", "bill", keywords=("invoice",), fallback="treasury"),
        Route("treasury", "ship", tag="nobody"),
    ]
    message = Message("m-1", Role.USER, (TextPart("an invoice"),))
    task = await house.send(SendMessage(message))
    assert (await company.waiting(task)).skill == "ship"
    await company.restart()
    assert result(await company.approve(task)) == {"shipped": True}
    assert company.runs == [("ship", {"text": "an invoice"})]


async def test_who_follows_the_task_is_told_of_the_wait_and_of_the_outcome(
    company: Company,
) -> None:
    async with following(company.house, asks("order", {"qty": 50})) as reader:
        while not any(_waits(event) for event in reader.heard):
            await reader.read()
        [asked] = await company.house.tenant.approvals.list_of_task(reader.task_id)
        await company.approvals.approve(asked.id, ADA)
        heard = await reader.read_to_the_end()
    assert heard[-1].is_last
    seqs = [event.seq for event in heard]
    assert seqs == sorted(set(seqs))


async def test_who_subscribes_while_it_waits_is_told_of_the_outcome(company: Company) -> None:
    task = await company.ask()
    async with following(company.house, after(task.id, 0)) as reader:
        await reader.read()
        await company.approvals.reject((await company.waiting(task)).id, ADA, "no")
        heard = await reader.read_to_the_end()
    assert heard[-1].is_last


async def test_a_webhook_is_told_of_the_wait_and_of_the_outcome(company: Company) -> None:
    house = company.house
    push = PushConfig("", "", "https://acme.example/hook")
    task = await house.send(asks("order", {"qty": 50}, push=push), networks=())
    await company.approve(task)
    owed = await house.tenant.outbox.list_page(DeliveryQuery())
    bodies = "".join(delivery.body for delivery in owed)
    assert "pending_review" in bodies
    assert "TASK_STATE_COMPLETED" in bodies


async def test_an_approved_run_that_fails_ends_failed(company: Company) -> None:
    @skill(trust="approve")
    async def break_down(ctx: SkillContext) -> str:
        """Fail."""
        raise ValueError("inside")

    company.house.add(replace(break_down, name="broken"))
    assert (await company.approve(await company.ask("broken"))).state is TaskState.FAILED


async def test_the_inbound_row_is_brought_to_its_end(company: Company) -> None:
    task = await company.approve(await company.ask())
    row = await company.house.tenant.find_activity(task.id)
    assert row is not None
    assert (row.status, row.error) == ("success", "")


async def test_the_approved_run_waits_in_line_however_long_that_is(
    company: Company, gate: asyncio.Event
) -> None:
    @skill()
    async def hold(ctx: SkillContext) -> str:
        """Hold a place."""
        await gate.wait()
        return "held"

    house = company.house
    house.add(hold)
    task = await company.ask()
    await until(lambda: not house.inbox.is_busy)
    # Two at work and three in line: no more of its own calls would be taken.
    for number in range(5):
        await house.send(asks("hold", message_id=f"h-{number}", return_immediately=True))
    await company.approvals.approve((await company.waiting(task)).id, ADA)
    assert company.runs == []
    gate.set()
    await until(lambda: company.runs)
    assert (await company.settled(task)).state is TaskState.COMPLETED


def _waits(event: object) -> bool:
    said = getattr(event, "said", None)
    message = getattr(getattr(said, "status", None), "message", None)
    return message is not None and "pending_review" in str(message)
