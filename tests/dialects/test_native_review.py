"""A native answer that a human has to decide first is a task in review, whichever word it uses."""

import pytest

from gateway.core.call import SendMessage, TaskReply
from gateway.core.message import DataPart, Message, Role
from gateway.dialects import by_name
from gateway.dialects.base import WireResponse

_CALL = SendMessage(Message("m", Role.USER, (DataPart({"skill": "quote_request"}),)))


@pytest.mark.parametrize("word", ["pending_approval", "pending_review"])
@pytest.mark.parametrize("dialect", ["native", "negotiate"])
def test_accepted_for_later_is_a_review(dialect: str, word: str) -> None:
    body = {"status": word, "task_id": "t", "estimated_response_by": "2027-04-07T14:00:00Z"}
    reply = by_name(dialect, "").read_reply(_CALL, WireResponse(202, body, {}))
    assert isinstance(reply, TaskReply)
    assert reply.task.id == "t"
    assert reply.task.review == {
        "status": "pending_review",
        "estimated_response_by": "2027-04-07T14:00:00Z",
    }
