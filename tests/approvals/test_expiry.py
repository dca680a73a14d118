"""What nobody decides in time is over, also where nothing ran when it was due."""

import pytest

from gateway.approvals import ApprovalOver
from gateway.core.approval import ApprovalState
from gateway.core.clock import iso_from_ms
from gateway.core.message import DataPart
from gateway.core.notice import NoticeType
from gateway.core.task import TaskState
from tests.approvals.conftest import ADA, HOUR, Company


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
    [notice] = await company.noticed(NoticeType.APPROVAL_EXPIRED)
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
