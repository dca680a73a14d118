"""Where two have to say yes, they are two people, and one no is enough."""

import asyncio

import pytest

from gateway.approvals import AlreadyDecidedBy
from gateway.config import ApprovalRow, ApprovalSettings
from gateway.core.approval import ApprovalState
from gateway.core.task import TaskState
from tests.approvals.conftest import ADA, BOB, Company

TWO_PEOPLE = ApprovalSettings(rules=(ApprovalRow(approvers=2),))


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
