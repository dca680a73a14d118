"""What a reader refuses, it refuses by the name of the field; what clients forget, it forgives."""

from typing import Any

import pytest
from a2a.types import TaskState

from gateway.core.call import Call, SendMessage, SendStreamingMessage, TaskReply
from gateway.core.errors import InvalidParams
from gateway.core.message import Message, RawPart, Role, TextPart
from gateway.core.task import Task
from gateway.dialects import by_name, detect
from gateway.dialects.base import WireRequest, WireResponse

A2A_STATES = dict(TaskState.items())
PART: dict[str, Any] = {"text": "a"}
MESSAGE: dict[str, Any] = {"messageId": "m1", "role": "user", "parts": [PART]}


def read(method: str, params: Any) -> Call:
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    wire = WireRequest("POST", "", body)
    return detect(wire).read_call(wire)


def read_with(**members: Any) -> SendMessage:
    call = read("SendMessage", {"message": {**MESSAGE, **members}})
    assert isinstance(call, SendMessage)
    return call


def refused_field(method: str, params: Any) -> str:
    with pytest.raises(InvalidParams) as raised:
        read(method, params)
    (violation,) = raised.value.violations
    assert violation.description
    return violation.field


BOTH = pytest.mark.parametrize("method", ["SendMessage", "message/send"])


@BOTH
@pytest.mark.parametrize(
    ("member", "value", "field"),
    [
        ("role", None, "message.role"),
        ("role", "system", "message.role"),
        ("role", 3, "message.role"),
        ("role", True, "message.role"),
        ("role", 1.0, "message.role"),
        ("role", ["user"], "message.role"),
        ("role", "ROLE_UNSPECIFIED", "message.role"),
        ("messageId", None, "message.messageId"),
        ("messageId", "", "message.messageId"),
        ("messageId", 1, "message.messageId"),
        ("messageId", "x" * 257, "message.messageId"),
        ("parts", None, "message.parts"),
        ("parts", [], "message.parts"),
        ("parts", {}, "message.parts"),
        ("parts", [PART] * 101, "message.parts"),
        ("parts", [PART, 1], "message.parts[1]"),
        ("taskId", 1, "message.taskId"),
        ("contextId", "x" * 257, "message.contextId"),
        ("metadata", [], "message.metadata"),
        ("extensions", "x", "message.extensions"),
        ("referenceTaskIds", [1], "message.referenceTaskIds"),
        ("agentId", 1, "message.agentId"),
    ],
)
def test_a_wrong_member_of_a_message_is_named(
    method: str, member: str, value: Any, field: str
) -> None:
    assert refused_field(method, {"message": {**MESSAGE, member: value}}) == field


@BOTH
@pytest.mark.parametrize(
    ("part", "field"),
    [
        ({}, ""),
        ({"kind": "text"}, ""),
        ({"text": "a", "data": {}}, ""),
        ({"raw": "", "url": "x"}, ""),
        ({"text": 1}, ".text"),
        ({"text": "x" * (256 * 1024 + 1)}, ".text"),
        ({"data": {"deep": ["x" * (256 * 1024 + 1)]}}, ".data"),
        ({"raw": "a"}, ".raw"),
        ({"raw": "a b="}, ".raw"),
        ({"raw": "ä"}, ".raw"),
        ({"raw": 1}, ".raw"),
        ({"url": 1}, ".url"),
        ({"file": 1}, ".file"),
        ({"file": {}}, ".file"),
        ({"file": {"bytes": "AA==", "uri": "x"}}, ".file"),
        ({"file": {"bytes": "?"}}, ".file.bytes"),
        ({"file": {"uri": {}}}, ".file.uri"),
        ({"text": "a", "mediaType": 1}, ".mediaType"),
        ({"text": "a", "filename": 1}, ".filename"),
        ({"text": "a", "metadata": 1}, ".metadata"),
    ],
)
def test_a_wrong_part_is_named(method: str, part: Any, field: str) -> None:
    params = {"message": {**MESSAGE, "parts": [part]}}
    assert refused_field(method, params) == "message.parts[0]" + field


@BOTH
@pytest.mark.parametrize(
    ("member", "value", "field"),
    [
        ("configuration", [], "configuration"),
        ("configuration", {"historyLength": -1}, "configuration.historyLength"),
        ("configuration", {"historyLength": True}, "configuration.historyLength"),
        ("configuration", {"historyLength": 1.5}, "configuration.historyLength"),
        ("configuration", {"historyLength": "-1"}, "configuration.historyLength"),
        ("configuration", {"historyLength": ""}, "configuration.historyLength"),
        ("configuration", {"historyLength": "\u0665"}, "configuration.historyLength"),
        ("configuration", {"returnImmediately": 1}, "configuration.returnImmediately"),
        ("configuration", {"blocking": "no"}, "configuration.blocking"),
        ("configuration", {"acceptedOutputModes": [1]}, "configuration.acceptedOutputModes"),
        ("metadata", 1, "metadata"),
        ("message", None, "message"),
        ("message", [], "message"),
    ],
)
def test_a_wrong_member_of_a_send_is_named(
    method: str, member: str, value: Any, field: str
) -> None:
    assert refused_field(method, {"message": MESSAGE, member: value}) == field


@pytest.mark.parametrize("method", ["GetTask", "tasks/get"])
@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({}, "id"),
        ({"id": ""}, "id"),
        ({"id": 1}, "id"),
        ({"id": "t1", "historyLength": -1}, "historyLength"),
    ],
)
def test_a_wrong_member_of_a_get_is_named(method: str, params: Any, field: str) -> None:
    assert refused_field(method, params) == field


@pytest.mark.parametrize("key", ["x" * 257, "\udcff", "nyckel-å"])
def test_an_idempotency_key_is_short_and_ascii(key: str) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "SendMessage", "params": {"message": MESSAGE}}
    wire = WireRequest("POST", "", body, {"Idempotency-Key": key})
    with pytest.raises(InvalidParams, match="Idempotency-Key"):
        detect(wire).read_call(wire)


@pytest.mark.parametrize("text", ["+/8=", "-_8=", "+/8", "-_8"])
def test_base64_is_read_in_both_alphabets_and_without_padding(text: str) -> None:
    assert read_with(parts=[{"raw": text}]).message.parts == (RawPart(b"\xfb\xff"),)


@BOTH
@pytest.mark.parametrize("written", [5, 5.0, "5"])
def test_a_number_is_read_as_json_schema_and_proto_json_let_it_be_written(
    method: str, written: Any
) -> None:
    call = read(method, {"message": MESSAGE, "configuration": {"historyLength": written}})
    assert isinstance(call, SendMessage)
    assert (call.history_length, type(call.history_length)) == (5, int)


@BOTH
@pytest.mark.parametrize("number", [1, 2])
def test_an_enum_is_read_by_its_number_as_proto_json_lets_it_be_written(
    method: str, number: int
) -> None:
    call = read(method, {"message": {**MESSAGE, "role": number}})
    assert isinstance(call, SendMessage)
    assert call.message.role is list(Role)[number - 1]


@pytest.mark.parametrize("name", [None, *A2A_STATES])
def test_a_state_is_read_by_the_number_of_its_name(name: str | None) -> None:
    number = A2A_STATES.get(name or "TASK_STATE_UNSPECIFIED")
    assert read("ListTasks", {"status": number}) == read("ListTasks", {"status": name})


@pytest.mark.parametrize("number", [-1, 9, True, False, 1.0, 0.0, [1]])
def test_what_is_no_number_of_a_state_is_refused(number: Any) -> None:
    assert refused_field("ListTasks", {"status": number}) == "status"


def test_a_null_member_is_an_absent_one() -> None:
    call = read_with(parts=[{"text": "a", "data": None, "file": None}], taskId=None, metadata=None)
    assert call == read_with()


def test_unknown_members_are_ignored() -> None:
    assert read_with(novel=1, parts=[{"text": "a", "novel": {}}]) == read_with()


def test_the_member_decides_and_not_the_tag() -> None:
    assert read_with(parts=[{"kind": "data", "text": "a"}]).message.parts == (TextPart("a"),)


@BOTH
@pytest.mark.parametrize(
    "params",
    [
        {"message": MESSAGE, "responseSchema": {"a": "number"}},
        {"message": MESSAGE, "response_schema": {"a": "number"}},
        {"message": MESSAGE, "configuration": {"responseSchema": {"a": "number"}}},
        {"message": MESSAGE, "metadata": {"responseSchema": {"a": "number"}}},
        {"message": {**MESSAGE, "metadata": {"responseSchema": {"a": "number"}}}},
    ],
)
def test_the_asked_shape_is_found_wherever_it_is_put(method: str, params: Any) -> None:
    call = read(method, params)
    assert isinstance(call, SendMessage)
    assert call.response_schema == {"a": "number"}


@pytest.mark.parametrize("name", ["tasks", "flowwink", "a2a-0.3", "a2a-1.0"])
def test_a_task_that_repeats_what_was_said_to_it_is_a_task(name: str) -> None:
    said = {"role": "user", "parts": [{"type": "text", "text": "hello"}]}
    result = {"id": "t1", "status": {"state": "completed"}, "artifacts": [], "message": said}
    send = SendMessage(Message("m1", Role.USER, (TextPart("hello"),)))
    wire = {"jsonrpc": "2.0", "id": 1, "result": result}

    reply = by_name(name).read_reply(send, WireResponse(200, wire))
    event = by_name(name).read_event(SendStreamingMessage(send), wire)

    assert isinstance(reply, TaskReply)
    assert isinstance(event.said, Task)
    assert reply.task.id == event.said.id == "t1"
