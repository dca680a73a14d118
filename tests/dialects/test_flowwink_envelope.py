"""What Flowwink's server wraps and calls completed is read as what it is.

A peer whose row asks for the envelope gets it around results, wherever they are told.
"""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from gateway.core.call import (
    GetTask,
    ListTasks,
    SendMessage,
    SendStreamingMessage,
    SubscribeToTask,
    TaskPageReply,
    TaskReply,
)
from gateway.core.event import Event
from gateway.core.json import Json, encode
from gateway.core.message import Artifact, DataPart, Message, Role, TextPart
from gateway.core.task import ArtifactUpdate, StatusUpdate, Task, TaskState, TaskStatus
from gateway.dialects import by_name
from gateway.dialects.base import Flavour, WireRequest, WireResponse
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


WRAPPED = {"status": "success", "result": QUOTE, "trust_level": "auto"}
RESULT = Artifact("a-1", (DataPart(QUOTE),))
DONE = TaskStatus(TaskState.COMPLETED, 5)
TASK = Task("t-1", "c-1", DONE, (RESULT,))
FLOWWINK = by_name("flowwink")
TOLD = Event(2, "t-1", "c-1", ArtifactUpdate(RESULT, last_chunk=True))


def write_page(request: WireRequest) -> Any:
    page = TaskPageReply((TaskReply(TASK),), "", 50, 1)
    return FLOWWINK.write_reply(request, ListTasks(), page).body["result"]["tasks"][0]


WAYS: dict[str, Callable[[WireRequest], Any]] = {
    "send": lambda request: FLOWWINK.write_reply(request, CALL, TaskReply(TASK)).body["result"],
    "get": lambda request: FLOWWINK.write_reply(request, GetTask("t-1"), TaskReply(TASK)).body[
        "result"
    ],
    "list": write_page,
    "a stream's task": lambda request: FLOWWINK.write_event(
        request, SubscribeToTask("t-1"), Event(1, "t-1", "c-1", TASK)
    )["result"],
    "a stream's result": lambda request: {
        "artifacts": [
            FLOWWINK.write_event(request, SendStreamingMessage(CALL), TOLD)["result"]["artifact"]
        ]
    },
    "a webhook": lambda request: (
        FLOWWINK.write_notification(
            Event(3, "t-1", "c-1", StatusUpdate(DONE)), TASK, request.flavour
        ).body
    ),
}


def asking(*, envelope: bool) -> WireRequest:
    return WireRequest("POST", "", {"id": "m-1"}, flavour=Flavour("flowwink", envelope=envelope))


@pytest.mark.parametrize("way", WAYS)
def test_a_result_is_wrapped_wherever_it_is_told(way: str) -> None:
    for envelope, said in ((True, WRAPPED), (False, QUOTE)):
        (artifact,) = WAYS[way](asking(envelope=envelope))["artifacts"]
        text, data = artifact["parts"]
        assert (data["data"], text["text"]) == (said, encode(said).decode())


@pytest.mark.parametrize("piece", [{"append": True, "last_chunk": True}, {"last_chunk": False}])
def test_a_piece_of_a_result_is_not_wrapped(piece: Any) -> None:
    event = replace(TOLD, said=ArtifactUpdate(Artifact("a-1", (TextPart("one"),)), **piece))
    wire: Any = FLOWWINK.write_event(asking(envelope=True), SendStreamingMessage(CALL), event)
    assert [part["text"] for part in wire["result"]["artifact"]["parts"]] == ["one"]


def test_what_is_wrapped_in_a_stream_is_read_as_what_it_is() -> None:
    call = SendStreamingMessage(CALL)
    wire = FLOWWINK.write_event(asking(envelope=True), call, TOLD)
    assert FLOWWINK.read_event(call, wire).said == TOLD.said


def test_what_is_no_result_is_not_wrapped() -> None:
    failed = replace(TASK, status=TaskStatus(TaskState.FAILED, 5), artifacts=())
    wire: Any = FLOWWINK.write_reply(asking(envelope=True), CALL, TaskReply(failed)).body
    assert "artifacts" not in wire["result"]
