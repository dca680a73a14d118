"""A task that waits for a human: what its peer is told, what is kept, when nobody is asked."""

from decimal import Decimal

import pytest

from gateway.config import ApprovalRow, ApprovalSettings
from gateway.core.approval import ApprovalState
from gateway.core.call import CancelTask
from gateway.core.clock import iso_from_ms
from gateway.core.message import DataPart, TextPart
from gateway.core.notice import NoticeType
from gateway.core.task import TaskState
from gateway.skillkit import SkillContext, skill
from gateway.store.notice import NoticeQuery
from tests.approvals.conftest import Company, result
from tests.inbox.conftest import House, asks, caller

HOUR = 3_600_000


async def test_the_peer_is_told_to_wait_with_what_can_be_said(company: Company) -> None:
    task = await company.ask()
    by = iso_from_ms(company.house.at + 4 * HOUR)
    assert task.state is TaskState.WORKING
    assert task.review == {
        "status": "pending_review",
        "estimated_response_by": by,
        "note": "A buyer looks at it.",
        "price": "about 5000",
    }
    assert task.status.message is not None
    assert task.status.message.parts[1] == TextPart(
        f"A buyer looks at it. Expect an answer by {by}."
    )
    assert company.runs == []


async def test_what_is_asked_is_kept_with_the_task(company: Company) -> None:
    task = await company.ask()
    asked = await company.waiting(task)
    assert asked.state is ApprovalState.WAITING
    assert (asked.task_id, asked.peer, asked.skill) == (task.id, "acme", "order")
    assert asked.arguments == {"sku": "X-1", "qty": 50}
    assert (asked.reason, asked.amount, asked.currency) == ("a large order", 5000.0, "SEK")
    assert asked.rule == "the skill's own limit is 1 000 SEK"
    assert (asked.turns, asked.message_id) == (1, "msg-1")
    assert asked.expires_at == asked.asked_at + 72 * HOUR
    [notice] = await company.house.tenant.notices.list_page(NoticeQuery())
    assert (notice.type, notice.subject, notice.peer) == (
        NoticeType.APPROVAL_REQUESTED,
        asked.id,
        "acme",
    )
    assert notice.data["arguments"] == asked.arguments


async def test_the_reason_is_not_for_the_peer(company: Company) -> None:
    task = await company.ask()
    assert "large order" not in str(task)


async def test_up_to_the_authors_limit_nobody_is_asked(company: Company) -> None:
    task = await company.house.send(asks("order", {"qty": 10}))
    assert result(task) == {"ordered": 10}
    assert await company.house.tenant.approvals.list_of_task(task.id) == []


async def test_the_operators_rule_comes_before_the_authors_limit(company: Company) -> None:
    row = ApprovalRow(skill="order", currency="SEK", up_to=500, approvers=2, hours=1)
    company.house.rules = ApprovalSettings(rules=(row,), answer_minutes=240)
    asked = await company.waiting(await company.ask(qty=10))
    assert (asked.needed, asked.expires_at - asked.asked_at) == (2, HOUR)
    assert asked.estimated_at == asked.expires_at


async def test_a_rule_may_let_everything_pass(company: Company) -> None:
    company.house.rules = ApprovalSettings(rules=(ApprovalRow(skill="pay", needed=False),))
    assert result(await company.house.send(asks("pay"))) == {"paid": True}


async def test_a_skill_with_trust_approve_does_not_begin(company: Company) -> None:
    task = await company.ask("pay")
    assert company.runs == []
    asked = await company.waiting(task)
    assert asked.reason == "pay runs only when a person approves it"
    assert asked.amount is None


async def test_an_amount_may_be_a_decimal(house: House) -> None:
    @skill()
    async def buy(ctx: SkillContext) -> str:
        """Buy."""
        await ctx.require_approval("money", amount=Decimal("16.80"), up_to=Decimal(20))
        return "bought"

    house.add(buy)
    assert (await house.send(asks("buy"))).state is TaskState.COMPLETED


@pytest.mark.parametrize(
    ("reason", "amount"), [("", 1.0), ("why", float("nan")), ("why", float("inf"))]
)
async def test_a_wish_that_says_nothing_is_the_authors_mistake(
    house: House, reason: str, amount: float
) -> None:
    @skill()
    async def buy(ctx: SkillContext) -> str:
        """Buy."""
        await ctx.require_approval(reason, amount=amount)
        return "bought"

    house.add(buy)
    task = await house.send(asks("buy"))
    assert task.state is TaskState.FAILED
    assert await house.tenant.approvals.list_of_task(task.id) == []


async def test_the_status_cannot_be_overwritten_by_preliminary_figures(house: House) -> None:
    @skill()
    async def buy(ctx: SkillContext) -> str:
        """Buy."""
        await ctx.require_approval("why", preliminary={"status": "quoted", "price": 4})
        return "bought"

    house.add(buy)
    task = await house.send(asks("buy"))
    assert task.review is not None
    assert (task.review["status"], task.review["price"]) == ("pending_review", 4)


async def test_the_peers_cancel_voids_the_approval(company: Company) -> None:
    task = await company.ask()
    house = company.house
    await house.inbox.handle(caller("acme"), CancelTask(task.id), house.arrival())
    assert (await company.waiting(task)).state is ApprovalState.VOID
    assert (await house.get(task.id)).state is TaskState.CANCELED


async def test_the_operators_cancel_voids_the_approval(company: Company) -> None:
    task = await company.ask()
    await company.house.inbox.cancel(task.id, "Stopped by the operator.")
    assert (await company.waiting(task)).state is ApprovalState.VOID


async def test_more_of_one_peer_than_people_can_read_is_refused(company: Company) -> None:
    company.house.rules = ApprovalSettings(most_waiting=2)
    first, _ = await company.ask(), await company.ask(message_id="m-2")
    refused = await company.house.send(asks("order", {"qty": 50}, message_id="m-3"))
    assert refused.state is TaskState.FAILED
    assert "2 of your requests wait for a person here" in str(refused.status.message)
    assert (await company.house.send(asks("order", {"qty": 50}), peer="rival")).review is not None
    await company.approve(first)
    await company.ask(message_id="m-4")


async def test_the_inbound_row_is_pending_while_the_task_waits(company: Company) -> None:
    await company.ask()
    [row] = await company.house.tenant.list_activity()
    assert (row.status, row.error) == ("pending", "")


async def test_a_promised_structure_does_not_keep_a_task_from_waiting(company: Company) -> None:
    task = await company.ask(response_schema={"ordered": "number"})
    done = await company.approve(task)
    assert done.artifacts[-1].parts == (DataPart({"ordered": 50}),)
