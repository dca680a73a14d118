"""MoltFlow's answers: statuses stay in the result, and its error numbers are its own."""

from typing import Any

import pytest

from gateway.core.call import SendMessage, TaskReply
from gateway.core.errors import (
    ContentPolicy,
    Denied,
    GatewayError,
    InvalidParams,
    RateLimited,
    TaskNotFound,
)
from gateway.core.message import DataPart, Message, Role, TextPart
from gateway.core.task import TaskState
from gateway.dialects import by_name
from gateway.dialects.base import WireResponse
from gateway.dialects.errorinfo import write_details

MOLTFLOW = by_name("moltflow")
SEND = SendMessage(Message("m1", Role.USER, (TextPart("hi"),)))


def read(**answer: Any) -> TaskReply:
    reply = MOLTFLOW.read_reply(SEND, WireResponse(200, {"jsonrpc": "2.0", "id": "m1", **answer}))
    assert isinstance(reply, TaskReply)
    return reply


@pytest.mark.parametrize("status", ["resolved", "escalated", "failed", "error", "fallback", 5])
def test_a_status_is_part_of_the_result(status: Any) -> None:
    task = read(result={"status": status, "action": "ticket_created"}).task
    assert task.state is TaskState.COMPLETED
    (artifact,) = task.artifacts
    assert artifact.parts == (DataPart({"status": status, "action": "ticket_created"}),)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (-32000, RateLimited),
        (-32001, ContentPolicy),
        (-32002, Denied),
        (-32602, InvalidParams),
    ],
)
def test_a_bare_number_is_of_its_own_table(code: int, kind: type[GatewayError]) -> None:
    with pytest.raises(GatewayError) as raised:
        read(error={"code": code, "message": "no"})
    assert type(raised.value) is kind


def test_a_number_with_a_reason_means_the_reason() -> None:
    with pytest.raises(TaskNotFound):
        read(error={"code": -32001, "message": "no", "data": write_details(TaskNotFound())})


def test_a_name_with_a_dot_is_a_method_of_the_agent() -> None:
    said = DataPart({"skill": "knowledge.search", "arguments": {"q": 5.0}})
    wire = MOLTFLOW.write_call(SendMessage(Message("m1", Role.USER, (said,))))
    assert wire.body == {
        "jsonrpc": "2.0",
        "id": "m1",
        "method": "knowledge.search",
        "params": {"q": 5.0},
    }


@pytest.mark.parametrize(
    ("token", "headers"),
    [
        ("mf_key_1", {"X-API-Key": "mf_key_1"}),
        ("pg_a_b", {"X-API-Key": "pg_a_b"}),
        ("eyJhbGc.eyJz.c2ln", {"Authorization": "Bearer eyJhbGc.eyJz.c2ln"}),
    ],
)
def test_a_key_has_its_own_header_and_a_session_is_a_bearer(
    token: str, headers: dict[str, str]
) -> None:
    assert MOLTFLOW.write_credential(token) == headers
