"""What Flowwink's server wraps and calls completed is read as what it is."""

from typing import Any

import pytest

from gateway.core.call import SendMessage, TaskReply
from gateway.core.json import Json, encode
from gateway.core.message import DataPart, Message, Role, TextPart
from gateway.core.task import Task, TaskState
from gateway.dialects import by_name
from gateway.dialects.base import WireResponse
from gateway.dialects.result import result_parts

CALL = SendMessage(Message("m-1", Role.USER, (TextPart("hello"),)))
QUOTE = {"price_cents": 4500}
PENDING = {
    "status": "pending_approval",
    "activity_id": "a-1",
    "skill": "get_quote",
    "trust_level": "approve",
}
LIKE_IT: dict[str, Json] = {
    "a list": [1],
    "a status alone": {"status": "success", "result": 1},
    "more members": {"status": "success", "result": 1, "trust_level": "auto", "more": 1},
    "another status": {"status": "maybe", "result": 1, "trust_level": "auto"},
    "a business status": {"status": "pending_approval", "order": 7},
}


def wrapped(status: str, result: Json) -> dict[str, Any]:
    return {"status": status, "result": result, "trust_level": "notify"}


def read(dialect: str, result: Json) -> Task:
    """What comes of an answer as Flowwink's server writes it."""
    body = result
    if dialect == "flowwink":
        text = result if isinstance(result, str) else encode(result).decode()
        task = {
            "id": "a-1",
            "status": {"state": "completed"},
            "artifacts": [{"parts": [{"type": "text", "text": text}]}],
        }
        body = {"jsonrpc": "2.0", "id": "m-1", "result": task}
    reply = by_name(dialect).read_reply(CALL, WireResponse(200, body))
    assert isinstance(reply, TaskReply)
    return reply.task


each_dialect = pytest.mark.parametrize("dialect", ["flowwink", "native", "negotiate"])


@each_dialect
def test_a_result_is_taken_out(dialect: str) -> None:
    data, text = (read(dialect, wrapped("success", result)) for result in (QUOTE, "at nine"))
    assert (data.state, result_parts(data)) == (TaskState.COMPLETED, (DataPart(QUOTE),))
    assert (text.state, result_parts(text)) == (TaskState.COMPLETED, (TextPart("at nine"),))


@each_dialect
def test_a_failure_is_a_failed_task(dialect: str) -> None:
    task = read(dialect, wrapped("failed", "no stock"))
    assert (task.state, task.artifacts) == (TaskState.FAILED, ())
    assert task.status.message is not None
    assert task.status.message.parts == (TextPart("no stock"),)


@each_dialect
def test_what_waits_for_an_approval_is_at_work(dialect: str) -> None:
    task = read(dialect, PENDING)
    assert (task.state, task.artifacts) == (TaskState.WORKING, ())
    assert task.review == {**PENDING, "status": "pending_review"}


@each_dialect
@pytest.mark.parametrize("name", LIKE_IT)
def test_what_only_looks_like_it_is_the_result(dialect: str, name: str) -> None:
    result = LIKE_IT[name]
    task = read(dialect, result)
    (part,) = result_parts(task)
    said = part.text if isinstance(part, TextPart) else encode(part.data).decode()
    assert task.state is TaskState.COMPLETED
    assert said == encode(result).decode()


@pytest.mark.parametrize("text", ["hello", "{hello", '{"status": "success"', ""])
def test_text_that_is_no_json_is_text(text: str) -> None:
    assert result_parts(read("flowwink", text)) == (TextPart(text),)
