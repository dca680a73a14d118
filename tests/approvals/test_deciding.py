"""People decide: once, with what they decided on record, and told to whoever waits."""

import asyncio
from dataclasses import replace

import pytest

from gateway.approvals import AlreadyDecidedBy, ApprovalNotFound, ApprovalOver, CannotRun
from gateway.config import ApprovalRow, ApprovalSettings
from gateway.core.approval import ApprovalState, Decision
from gateway.core.call import SendMessage
from gateway.core.clock import iso_from_ms
from gateway.core.errors import SkillNotFound
from gateway.core.json import decode
from gateway.core.message import DataPart, Message, Role, TextPart
from gateway.core.notice import Notice, NoticeType
from gateway.core.peer import Peer, PeerStatus
from gateway.core.push import PushConfig
from gateway.core.routing import Route
from gateway.core.task import TaskState
from gateway.skillkit import SkillContext, skill
from gateway.store.notice import NoticeQuery
from gateway.store.outbox import DeliveryQuery
from tests.approvals.conftest import ADA, BOB, Company, result
from tests.inbox.conftest import asks
from tests.inbox.following import after, following
from tests.until import until

TWO_PEOPLE = ApprovalSettings(rules=(ApprovalRow(approvers=2),))
HOUR = 3_600_000


async def noticed(company: Company, kind: NoticeType) -> list[Notice]:
    page = await company.house.tenant.notices.list_page(NoticeQuery())
    return [notice for notice in page if notice.type is kind]


async def test_what_is_approved_runs_with_what_was_asked_for(company: Company) -> None:
    task = await company.ask()
    asked = await company.waiting(task)
    approved = await company.approvals.approve(asked.id, ADA, "fine")
    assert approved.state is ApprovalState.APPROVED
    assert approved.decisions == (
        Decision(ADA, is_approved=True, at=company.house.at, note="fine"),
    )
    done = await company.settled(task)
    assert (done.state, result(done)) == (TaskState.COMPLETED, {"ordered": 50})
    assert company.runs == [("order", {"sku": "X-1", "qty": 50})]
    used = await company.waiting(task)
    assert used.used_at == company.house.at


@pytest.mark.parametrize("name", ["pay", "ship"])
async def test_a_skill_with_trust_approve_runs_when_it_is_approved(
    company: Company, name: str
) -> None:
    done = await company.approve(await company.ask(name))
    assert done.state is TaskState.COMPLETED
    assert [ran for ran, _ in company.runs] == [name]


async def test_a_decision_is_on_record_and_noticed(company: Company) -> None:
    task = await company.ask()
    await company.approvals.approve((await company.waiting(task)).id, ADA, "fine")
    asked = await company.waiting(task)
    rows = await company.house.tenant.list_activity()
    [row] = [row for row in rows if row.operation == "DecideApproval"]
    assert (row.direction, row.peer, row.task_id, row.skill) == (
        "internal",
        "acme",
        task.id,
        "order",
    )
    assert decode(row.input.encode()) == {
        "approval": asked.id,
        "by": ADA,
        "decision": "approved",
        "note": "fine",
    }
    [notice] = await noticed(company, NoticeType.APPROVAL_DECIDED)
    assert (notice.subject, notice.data["state"], notice.data["by"]) == (asked.id, "approved", ADA)


async def test_a_rejection_ends_the_task_and_tells_the_peer_why(company: Company) -> None:
    task = await company.ask()
    rejected = await company.approvals.reject((await company.waiting(task)).id, ADA, "too dear")
    assert rejected.state is ApprovalState.REJECTED
    done = await company.house.get(task.id)
    assert done.state is TaskState.REJECTED
    assert done.status.message is not None
    assert done.status.message.parts == (
        DataPart({"status": "declined", "reason": "too dear"}),
        TextPart("too dear"),
    )
    assert company.runs == []
    [notice] = await noticed(company, NoticeType.APPROVAL_DECIDED)
    assert notice.data["state"] == "rejected"


async def test_what_nobody_decides_in_time_expires(company: Company) -> None:
    task = await company.ask()
    company.house.at += 72 * HOUR - 1
    assert await company.approvals.expire_due() == 0
    company.house.at += 1
    assert await company.approvals.expire_due() == 1
    asked = await company.waiting(task)
    assert (asked.state, asked.ended_at) == (ApprovalState.EXPIRED, company.house.at)
    done = await company.house.get(task.id)
    assert done.state is TaskState.REJECTED
    assert done.status.message is not None
    [data, _] = done.status.message.parts
    assert data == DataPart(
        {
            "status": "declined",
            "reason": f"Nobody here decided in time, which was by {iso_from_ms(asked.expires_at)}.",
            "expired_at": iso_from_ms(asked.expires_at),
        }
    )
    [notice] = await noticed(company, NoticeType.APPROVAL_EXPIRED)
    assert notice.subject == asked.id
    assert await company.approvals.expire_due() == 0


async def test_what_became_due_while_the_gateway_was_stopped_expires(company: Company) -> None:
    task = await company.ask()
    await company.house.inbox.close(0)
    company.house.at += 100 * HOUR
    await company.restart()
    assert (await company.house.get(task.id)).review is not None
    await company.approvals.expire_due()
    assert (await company.house.get(task.id)).state is TaskState.REJECTED


@pytest.mark.parametrize("decide", ["approve", "reject"])
async def test_a_decision_after_the_time_comes_too_late(company: Company, decide: str) -> None:
    task = await company.ask()
    company.house.at += 72 * HOUR
    asked = await company.waiting(task)
    with pytest.raises(ApprovalOver, match="it expired at"):
        await getattr(company.approvals, decide)(asked.id, ADA)
    assert (await company.settled(task)).state is TaskState.REJECTED
    assert company.runs == []


async def test_what_does_not_exist_is_not_found(company: Company) -> None:
    with pytest.raises(ApprovalNotFound):
        await company.approvals.approve("nothing", ADA)
    with pytest.raises(ApprovalNotFound):
        await company.approvals.reject("nothing", ADA)


async def test_what_was_decided_stays_so(company: Company) -> None:
    task = await company.ask()
    await company.approve(task)
    asked = await company.waiting(task)
    with pytest.raises(ApprovalOver, match=f"it was approved by {ADA}"):
        await company.approvals.reject(asked.id, BOB)
    with pytest.raises(ApprovalOver):
        await company.approvals.approve(asked.id, BOB)
    assert len(company.runs) == 1


async def test_what_is_void_says_so(company: Company) -> None:
    task = await company.ask()
    await company.house.inbox.cancel(task.id, "Stopped.")
    with pytest.raises(ApprovalOver, match="its task ended without it"):
        await company.approvals.approve((await company.waiting(task)).id, ADA)


async def test_two_approvers_at_once_decide_once(company: Company) -> None:
    task = await company.ask()
    asked = await company.waiting(task)
    results = await asyncio.gather(
        *(company.approvals.approve(asked.id, name) for name in (ADA, BOB)),
        return_exceptions=True,
    )
    await company.settled(task)
    assert sum(isinstance(one, ApprovalOver) for one in results) == 1
    assert len(company.runs) == 1
    assert len((await company.waiting(task)).decisions) == 1
    assert len(await noticed(company, NoticeType.APPROVAL_DECIDED)) == 1


async def test_a_yes_and_a_no_at_once_are_one_decision(company: Company) -> None:
    task = await company.ask()
    asked = await company.waiting(task)
    results = await asyncio.gather(
        company.approvals.approve(asked.id, ADA),
        company.approvals.reject(asked.id, BOB),
        return_exceptions=True,
    )
    done = await company.settled(task)
    assert sum(isinstance(one, ApprovalOver) for one in results) == 1
    ended = (await company.waiting(task)).state
    expected = (ApprovalState.APPROVED, TaskState.COMPLETED)
    assert (ended, done.state) in (expected, (ApprovalState.REJECTED, TaskState.REJECTED))
    assert len(company.runs) == (done.state is TaskState.COMPLETED)


async def test_a_decision_and_a_cancel_at_once_are_one_end(company: Company) -> None:
    task = await company.ask()
    asked = await company.waiting(task)
    await asyncio.gather(
        company.approvals.reject(asked.id, ADA),
        company.house.inbox.cancel(task.id, "Stopped."),
        return_exceptions=True,
    )
    done = await company.settled(task)
    ended = (await company.waiting(task)).state
    assert (ended, done.state) in (
        (ApprovalState.REJECTED, TaskState.REJECTED),
        (ApprovalState.VOID, TaskState.CANCELED),
    )


async def test_four_eyes_are_two_people(company: Company) -> None:
    company.house.rules = TWO_PEOPLE
    task = await company.ask()
    asked = await company.waiting(task)
    first = await company.approvals.approve(asked.id, ADA)
    assert first.state is ApprovalState.WAITING
    with pytest.raises(AlreadyDecidedBy):
        await company.approvals.approve(asked.id, ADA)
    assert company.runs == []
    assert (await company.house.get(task.id)).review is not None
    second = await company.approvals.approve(asked.id, BOB)
    assert second.state is ApprovalState.APPROVED
    await company.settled(task)
    assert len(company.runs) == 1


async def test_two_of_two_at_once_are_both_counted(company: Company) -> None:
    company.house.rules = TWO_PEOPLE
    task = await company.ask()
    asked = await company.waiting(task)
    await asyncio.gather(*(company.approvals.approve(asked.id, name) for name in (ADA, BOB)))
    await company.settled(task)
    assert len((await company.waiting(task)).decisions) == 2
    assert len(company.runs) == 1


@pytest.mark.parametrize("who", [ADA, BOB])
async def test_of_four_eyes_one_no_rejects(company: Company, who: str) -> None:
    company.house.rules = TWO_PEOPLE
    task = await company.ask()
    asked = await company.waiting(task)
    await company.approvals.approve(asked.id, ADA)
    rejected = await company.approvals.reject(asked.id, who)
    assert rejected.state is ApprovalState.REJECTED
    assert (await company.house.get(task.id)).state is TaskState.REJECTED


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (None, "acme is no peer any more"),
        (Peer("acme", status=PeerStatus.PAUSED), "acme is paused"),
        (Peer("acme", skills=("pay",)), "may not call order any more"),
    ],
    ids=["gone", "paused", "not allowed"],
)
async def test_what_the_peer_may_not_have_any_more_goes_on_to_wait(
    company: Company, row: Peer | None, words: str
) -> None:
    task = await company.ask()
    before = company.peers.pop("acme")
    if row is not None:
        company.peers["acme"] = row
    asked = await company.waiting(task)
    with pytest.raises(CannotRun, match=words):
        await company.approvals.approve(asked.id, ADA)
    assert await company.waiting(task) == asked
    assert company.runs == []
    company.peers["acme"] = before
    assert (await company.approve(task)).state is TaskState.COMPLETED


async def test_what_no_skill_carries_out_any_more_goes_on_to_wait(company: Company) -> None:
    task = await company.ask()
    del company.house.skills["order"]
    with pytest.raises(CannotRun):
        await company.approvals.approve((await company.waiting(task)).id, ADA)
    await company.approvals.reject((await company.waiting(task)).id, ADA)
    assert (await company.house.get(task.id)).state is TaskState.REJECTED


async def test_an_inner_skill_is_approved_by_its_own_name(company: Company) -> None:
    given = {"name": "pay", "given": {"to": "globex"}}
    task = await company.house.send(asks("front", given))
    asked = await company.waiting(task)
    assert (asked.skill, asked.arguments) == ("pay", {"to": "globex"})
    assert company.runs == []
    done = await company.approve(task)
    assert result(done) == {"paid": True}
    assert company.runs == [("pay", {"to": "globex"})]


async def test_an_inner_skill_that_must_not_run_twice_runs_once(company: Company) -> None:
    task = await company.house.send(asks("front", {"name": "ship", "given": {}}))
    done = await company.approve(task)
    assert result(done) == {"shipped": True}
    assert [name for name, _ in company.runs] == ["ship"]


async def test_an_inner_skill_that_the_peer_may_not_call_any_more_goes_on_to_wait(
    company: Company,
) -> None:
    task = await company.house.send(asks("front", {"name": "pay", "given": {}}))
    company.peers["acme"] = Peer("acme", skills=("front",))
    with pytest.raises(CannotRun, match="may not call pay any more"):
        await company.approvals.approve((await company.waiting(task)).id, ADA)


async def test_the_right_to_an_inner_skill_is_asked_again_at_the_run(company: Company) -> None:
    task = await company.house.send(asks("front", {"name": "pay", "given": {}}))

    def check(_: Peer, wanted: object) -> None:
        raise SkillNotFound

    company.house.allowed = check
    assert (await company.approve(task)).state is TaskState.FAILED
    assert company.runs == []


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
