"""People decide: once, with what they decided on record, and told to whoever waits."""

import asyncio

import pytest

from gateway.approvals import ApprovalNotFound, ApprovalOver, CannotRun
from gateway.core.approval import ApprovalState, Decision
from gateway.core.json import decode
from gateway.core.message import DataPart, TextPart
from gateway.core.notice import NoticeType
from gateway.core.peer import Peer, PeerStatus
from gateway.core.task import TaskState
from tests.approvals.conftest import ADA, BOB, Company, result


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
    [notice] = await company.noticed(NoticeType.APPROVAL_DECIDED)
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
    [notice] = await company.noticed(NoticeType.APPROVAL_DECIDED)
    assert notice.data["state"] == "rejected"


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
    assert len(await company.noticed(NoticeType.APPROVAL_DECIDED)) == 1


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
