"""One yes is for one request: neither the same words nor others have it again (SECURITY: B7)."""

import pytest

from gateway.approvals import ApprovalOver
from gateway.core.approval import ApprovalState
from gateway.core.errors import UnsupportedOperation
from gateway.core.message import TextPart
from gateway.core.task import TaskState
from tests.approvals.conftest import ADA, Company
from tests.approvals.saying import says
from tests.inbox.conftest import asks


async def test_the_same_message_again_is_the_same_waiting_task(company: Company) -> None:
    call = asks("order", {"qty": 50}, idempotency_key="k-1")
    first = await company.house.send(call)
    again = await company.house.send(call)
    assert again.id == first.id
    assert again.review is not None
    assert len(await company.house.tenant.approvals.list_of_task(first.id)) == 1


async def test_the_message_of_an_approved_task_again_runs_nothing(company: Company) -> None:
    call = asks("order", {"qty": 50}, idempotency_key="k-1")
    task = await company.house.send(call)
    await company.approve(task)
    again = await company.house.send(call)
    assert (again.id, again.state) == (task.id, TaskState.COMPLETED)
    assert len(company.runs) == 1


async def test_the_same_request_in_a_new_task_needs_its_own_approval(company: Company) -> None:
    await company.approve(await company.ask())
    again = await company.ask(message_id="m-9")
    assert len(company.runs) == 1
    assert (await company.waiting(again)).state is ApprovalState.WAITING


async def test_an_approved_task_takes_no_further_order(company: Company) -> None:
    task = await company.approve(await company.ask())
    with pytest.raises(UnsupportedOperation):
        await company.house.send(says(task, TextPart("once more")))
    assert len(company.runs) == 1


async def test_nothing_is_run_after_the_time_is_over(company: Company) -> None:
    task = await company.ask()
    company.house.at += 73 * 3_600_000
    await company.house.send(says(task, TextPart("approve")))
    assert company.runs == []
    with pytest.raises(ApprovalOver):
        await company.approvals.approve((await company.waiting(task)).id, ADA)
    with pytest.raises(UnsupportedOperation):
        await company.house.send(says(task, TextPart("approve"), message_id="m-3"))
    assert company.runs == []
