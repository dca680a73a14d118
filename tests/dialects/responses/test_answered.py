"""What a peer answers at ``/v1/responses``, in one piece and while it is made."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import TypeAdapter

from gateway.core.call import (
    CancelTask,
    GetTask,
    SendMessage,
    SendStreamingMessage,
    SubscribeToTask,
    TaskReply,
)
from gateway.core.errors import (
    GatewayError,
    InvalidAgentResponse,
    InvalidParams,
    PeerError,
    PeerRefused,
    RateLimited,
    TaskNotCancelable,
    TaskNotFound,
    UnsupportedOperation,
)
from gateway.core.event import Event
from gateway.core.json import decode, encode
from gateway.core.message import Artifact, DataPart, Message, Role, TextPart
from gateway.core.task import ArtifactUpdate, Task, TaskState, TaskStatus
from gateway.dialects import by_name
from gateway.dialects.base import WireResponse
from gateway.dialects.responses.refused import ModelNotFound
from tests.dialects.strategies import JSON, OBJECT, examples

RESPONSES = by_name("responses")
SEND = SendMessage(Message("m1", Role.USER, (TextPart("hi"),)))
WITH_SHAPE = SendMessage(SEND.message, {"price_cents": "number"})
EVENTS: TypeAdapter[Any] = TypeAdapter(ResponseStreamEvent)
TEXT = '{"price_cents":4500,"rate":5.0}'


def said(*content: dict[str, Any], item: str = "msg_1") -> dict[str, Any]:
    return {
        "type": "message",
        "id": item,
        "role": "assistant",
        "status": "completed",
        "content": list(content),
    }


def text(words: str) -> dict[str, Any]:
    return {"type": "output_text", "text": words, "annotations": []}


def response(*output: dict[str, Any], status: str = "completed", **members: Any) -> dict[str, Any]:
    wire = {
        "id": "resp_1",
        "object": "response",
        "created_at": 1_776_670_980.5,
        "status": status,
        "model": "openclaw",
        "output": list(output),
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        **members,
    }
    Response.model_validate(wire)
    return wire


def read(wire: Any, call: Any = SEND, status: int = 200) -> Task:
    reply = RESPONSES.read_reply(call, WireResponse(status, wire))
    assert isinstance(reply, TaskReply)
    return reply.task


def test_a_message_is_an_artifact_and_its_response_a_task() -> None:
    task = read(response(said(text("Hello"), text("there"))))
    assert (task.id, task.context_id, task.state) == ("resp_1", "resp_1", TaskState.COMPLETED)
    assert task.status.at == 1_776_670_980_500
    (artifact,) = task.artifacts
    assert (artifact.id, artifact.parts) == ("msg_1", (TextPart("Hello"), TextPart("there")))


def test_the_shape_that_was_asked_for_comes_as_data() -> None:
    (artifact,) = read(response(said(text(TEXT))), WITH_SHAPE).artifacts
    assert artifact.parts == (DataPart({"price_cents": 4500, "rate": 5.0}),)
    assert isinstance(artifact.parts[0].data["rate"], float)
    (artifact,) = read(response(said(text(TEXT)))).artifacts
    assert artifact.parts == (TextPart(TEXT),)
    (artifact,) = read(response(said(text("Sorry {"))), WITH_SHAPE).artifacts
    assert artifact.parts == (TextPart("Sorry {"),)


def test_what_is_no_message_is_passed_over() -> None:
    called = {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}
    thought = {"type": "reasoning", "id": "rs_1", "summary": []}
    (artifact,) = read(response(thought, called, said(text("Hello")))).artifacts
    assert artifact.parts == (TextPart("Hello"),)


@pytest.mark.parametrize(
    ("words", "data"),
    [
        ("I may not.", {"status": "declined", "reason": "I may not."}),
        (
            '{"status":"declined","reason":"no","missing":["a"],"mismatches":[]}',
            {"status": "declined", "reason": "no", "missing": ["a"], "mismatches": []},
        ),
        ('{"status":"quoted"}', {"status": "declined", "reason": '{"status":"quoted"}'}),
        ("{no", {"status": "declined", "reason": "{no"}),
    ],
)
def test_a_refusal_is_a_declined_task(words: str, data: Any) -> None:
    task = read(response(said({"type": "refusal", "refusal": words})))
    assert task.state is TaskState.REJECTED
    assert task.status.message is not None
    assert task.status.message.parts == (DataPart(data),)


@pytest.mark.parametrize(
    ("status", "members", "state", "words"),
    [
        ("in_progress", {}, TaskState.WORKING, None),
        ("queued", {}, TaskState.SUBMITTED, None),
        ("cancelled", {}, TaskState.CANCELED, None),
        (
            "failed",
            {"error": {"code": "server_error", "message": "It broke."}},
            TaskState.FAILED,
            "It broke.",
        ),
        ("failed", {}, TaskState.FAILED, "the response failed"),
        (
            "incomplete",
            {"incomplete_details": {"reason": "max_output_tokens"}},
            TaskState.FAILED,
            "the answer is incomplete: max_output_tokens",
        ),
        ("incomplete", {}, TaskState.FAILED, "the answer is incomplete"),
    ],
)
def test_each_status_is_a_state(
    status: str, members: dict[str, Any], state: TaskState, words: str | None
) -> None:
    task = read(response(said(text("Hel")), status=status, **members))
    assert task.state is state
    assert task.artifacts[0].parts == (TextPart("Hel"),), "what was said is there"
    message = task.status.message
    assert (message and message.parts) == (None if words is None else (TextPart(words),))


def test_what_is_said_beside_the_answer_is_not_the_answer() -> None:
    beside = {**said(text("Let me see."), item="msg_0"), "phase": "commentary"}
    (artifact,) = read(response(beside, said(text("Hello")))).artifacts
    assert artifact.parts == (TextPart("Hello"),)
    (artifact,) = read(response(beside)).artifacts
    assert artifact.parts == (TextPart("Let me see."),), "it is all there is"


@pytest.mark.parametrize("state", ["input-required", "auth-required"])
def test_a_question_of_one_of_us_waits_for_its_answer(state: str) -> None:
    asked = {**said(text("Which colour?")), "phase": "commentary"}
    task = read({**response(asked, status="incomplete"), "a2a": {"state": state}})
    assert task.state.value == state
    assert task.status.message is not None
    assert (task.status.message.parts, task.artifacts) == ((TextPart("Which colour?"),), ())


def test_a_review_at_one_of_us_is_one() -> None:
    review = {"status": "pending_review", "note": "Monday"}
    own = {"state": "working", "review": review}
    task = read({**response(status="in_progress"), "a2a": own})
    assert (task.state, task.review) == (TaskState.WORKING, review)


@pytest.mark.parametrize("own", [None, [], {"state": "completed"}, {"state": []}, {"review": 1}])
def test_what_is_beside_an_answer_does_not_change_its_status(own: Any) -> None:
    assert read({**response(status="in_progress"), "a2a": own}).state is TaskState.WORKING


ERRORS: list[tuple[int, dict[str, Any], Any, type[GatewayError]]] = [
    (404, {"code": "model_not_found"}, SEND, ModelNotFound),
    (400, {"code": "model_not_found", "param": "model"}, SEND, ModelNotFound),
    (400, {"code": "previous_response_not_found", "param": "x"}, SEND, TaskNotFound),
    (400, {"code": None, "param": "input"}, SEND, InvalidParams),
    (400, {"code": None, "param": "stream"}, SEND, UnsupportedOperation),
    (404, {"code": None}, SEND, PeerError),
    (404, {"code": None}, GetTask("resp_1"), TaskNotFound),
    (400, {"code": None}, CancelTask("resp_1"), TaskNotCancelable),
    (401, {"code": "invalid_api_key"}, SEND, PeerRefused),
    (429, {"code": "rate_limit_exceeded"}, SEND, RateLimited),
    (500, {"code": "server_error"}, SEND, PeerError),
]


@pytest.mark.parametrize(("status", "members", "call", "kind"), ERRORS)
def test_an_error_has_its_own_name(
    status: int, members: dict[str, Any], call: Any, kind: type[GatewayError]
) -> None:
    error = {"message": "No such thing.", "type": "invalid_request_error", "param": None, **members}
    with pytest.raises(GatewayError, match="No such thing") as raised:
        read({"error": error}, call, status)
    assert type(raised.value) is kind


@pytest.mark.parametrize(
    "wire",
    [
        None,
        [],
        "hello",
        {},
        {"output": []},
        {"id": "resp_1", "status": "novel"},
        {"id": "resp_1", "output": {}},
        {"id": "resp_1", "output": [1]},
        {"id": "resp_1", "output": [{"content": [{"text": 1}]}]},
    ],
)
def test_what_is_no_response_is_said_to_be_none(wire: Any) -> None:
    with pytest.raises(InvalidAgentResponse):
        read(wire)


def numbered(number: int, kind: str, **members: Any) -> dict[str, Any]:
    wire = {"type": kind, "sequence_number": number, **members}
    EVENTS.validate_python(wire)
    return wire


def delta(number: int, words: str, item: str = "msg_1") -> dict[str, Any]:
    place = {"item_id": item, "output_index": 0, "content_index": 0, "logprobs": []}
    return numbered(number, "response.output_text.delta", delta=words, **place)


def hear(call: Any, *frames: Any) -> list[Event | None]:
    read_event = RESPONSES.reader(call)
    return [read_event(frame) for frame in frames]


def test_a_stream_is_a_task_its_text_as_it_comes_and_the_task_again() -> None:
    empty = response(status="in_progress")
    heard = hear(
        SendStreamingMessage(SEND),
        numbered(0, "response.created", response=empty),
        numbered(1, "response.in_progress", response=empty),
        numbered(2, "response.output_item.added", output_index=0, item=said()),
        delta(3, "Hel"),
        delta(4, "lo"),
        numbered(5, "response.completed", response=response(said(text("Hello")))),
    )
    assert [event and event.seq for event in heard] == [1, None, None, 4, 5, 6]
    assert {event.task_id for event in heard if event is not None} == {"resp_1"}
    first, last = heard[0], heard[-1]
    assert first is not None
    assert isinstance(first.said, Task)
    assert first.said.state is TaskState.WORKING
    pieces = [event.said for event in heard if event and isinstance(event.said, ArtifactUpdate)]
    assert [(piece.artifact.parts, piece.append) for piece in pieces] == [
        ((TextPart("Hel"),), True),
        ((TextPart("lo"),), True),
    ]
    assert last is not None
    assert last.is_last


def test_a_stream_that_is_taken_up_again_knows_its_response() -> None:
    (event,) = hear(SubscribeToTask("resp_1", 3), delta(3, "lo"))
    assert event is not None
    assert event.task_id == "resp_1"


def test_data_that_was_asked_for_is_data_at_the_end() -> None:
    call = SendStreamingMessage(WITH_SHAPE)
    (event,) = hear(call, numbered(1, "response.completed", response=response(said(text(TEXT)))))
    assert event is not None
    assert isinstance(event.said, Task)
    assert event.said.artifacts[0].parts == (DataPart({"price_cents": 4500, "rate": 5.0}),)


@pytest.mark.parametrize(
    ("frame", "kind"),
    [
        ({"type": "error", "code": "server_error", "message": "Broke.", "param": None}, PeerError),
        ({"type": "error", "code": "rate_limit_exceeded", "message": "Slow."}, RateLimited),
        ({"type": "error", "error": {"code": "model_not_found", "message": "?"}}, ModelNotFound),
        ([], InvalidAgentResponse),
        ({"type": []}, InvalidAgentResponse),
        ({"type": "response.created"}, InvalidAgentResponse),
        ({"type": "response.created", "response": {"id": 1}}, InvalidAgentResponse),
    ],
)
def test_an_error_in_a_stream_is_raised(frame: Any, kind: type[GatewayError]) -> None:
    with pytest.raises(GatewayError) as raised:
        hear(SendStreamingMessage(SEND), frame)
    assert type(raised.value) is kind


@examples(150)
@given(JSON)
def test_any_answer_and_any_event_is_read_or_refused(wire: Any) -> None:
    whole = {"type": "response.completed", "response": wire}
    for status in (200, 400, 404):
        for body in (
            wire,
            {"error": wire},
            {"id": "r", "output": wire},
            {"id": "r", "output": [wire]},
        ):
            try:
                read(body, status=status)
            except GatewayError:
                pass
    for frame in (wire, whole, {"type": "error", "error": wire}):
        try:
            hear(SendStreamingMessage(SEND), frame)
        except GatewayError:
            pass


TASKS = st.builds(
    lambda data, at: Task(
        "resp_1",
        "resp_1",
        TaskStatus(TaskState.COMPLETED, at * 1000),
        (Artifact("msg_1_0", (DataPart(data),)),),
    ),
    OBJECT,
    st.integers(0, 4_000_000_000),
)


@examples(60)
@given(TASKS)
def test_a_result_that_one_of_us_writes_reads_as_the_same_result(task: Task) -> None:
    request = RESPONSES.write_call(WITH_SHAPE)
    written = RESPONSES.write_reply(request, WITH_SHAPE, TaskReply(task))
    assert read(decode(encode(written.body)), WITH_SHAPE) == task
