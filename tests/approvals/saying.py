"""What a peer says to a task that waits, and that it changed nothing of it."""

from typing import Any

from gateway.core.approval import Approval
from gateway.core.call import SendMessage
from gateway.core.message import DataPart, Message, Role, TextPart
from gateway.core.task import Task, TaskState
from tests.approvals.conftest import Company


def says(
    task: Task, *parts: TextPart | DataPart, message_id: str = "m-2", **more: Any
) -> SendMessage:
    metadata = more.pop("metadata", None)
    message = Message(message_id, Role.USER, parts, task_id=task.id, metadata=metadata)
    return SendMessage(message, **more)


async def check_still_waits(company: Company, task: Task, asked: Approval) -> None:
    """Nothing ran, and what is asked for is what was asked."""
    assert company.runs == []
    assert await company.waiting(task) == asked
    found = await company.settled(task)
    assert (found.state, found.review) == (TaskState.WORKING, task.review)
