"""Whatever JSON comes, nothing but a GatewayError leaves a reader, and every answer can be sent."""

from typing import Any, assert_never

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gateway.core.call import (
    Call,
    CancelTask,
    CardReply,
    CreatePushConfig,
    DeletePushConfig,
    DoneReply,
    GetExtendedCard,
    GetPushConfig,
    GetTask,
    ListPushConfigs,
    ListTasks,
    PushConfigPageReply,
    PushConfigReply,
    Reply,
    SendMessage,
    SendStreamingMessage,
    SubscribeToTask,
    TaskPageReply,
    TaskReply,
)
from gateway.core.card import AgentCard
from gateway.core.errors import (
    GatewayError,
    InvalidParams,
    ParseError,
    UnsupportedOperation,
    Violation,
)
from gateway.core.event import Event
from gateway.core.json import decode, encode
from gateway.core.push import PushConfig
from gateway.core.task import Task, TaskState, TaskStatus
from gateway.dialects import DIALECTS, detect
from gateway.dialects.base import Dialect, Flavour, WireRequest, WireResponse
from gateway.dialects.card import read_card
from tests.dialects.golden import CASES
from tests.dialects.spoken import ANSWERED, CALLS, SERVED, STREAMED, id_of
from tests.dialects.strategies import JSON, NAME, OBJECT, examples

many = examples(150)
each_dialect = pytest.mark.parametrize("dialect", SERVED, ids=id_of)
STREAMING = [dialect for dialect in DIALECTS if id_of(dialect) in STREAMED]
FLAVOURS = st.builds(Flavour, st.sampled_from(["auto", "flowwink"]), st.booleans())
REQUESTS = [case["request"] for case in CASES.values() if "request" in case]
BODIES = [request["body"] for request in REQUESTS if "body" in request]
RESPONSES = [case["response"]["body"] for case in CASES.values() if "response" in case]
EVENTS = [said["data"] for case in CASES.values() for said in case.get("events", ())]
TASK = Task("t1", "c1", TaskStatus(TaskState.COMPLETED, 0))


@st.composite
def spoilt(draw: st.DrawFn, wires: list[Any]) -> Any:
    """One of the wires with any one value in it exchanged for any other."""
    wire = draw(st.sampled_from(wires))
    return _spoil(draw, wire)


def _spoil(draw: st.DrawFn, wire: Any) -> Any:
    if isinstance(wire, dict) and wire and draw(st.integers(0, 5)):
        key = draw(st.sampled_from(sorted(wire)))
        return {**wire, key: _spoil(draw, wire[key])}
    if isinstance(wire, list) and wire and draw(st.integers(0, 5)):
        at = draw(st.integers(0, len(wire) - 1))
        return [*wire[:at], _spoil(draw, wire[at]), *wire[at + 1 :]]
    return draw(JSON)


@many
@given(JSON | OBJECT | spoilt(BODIES), FLAVOURS)
def test_any_request_is_read_or_refused(body: Any, flavour: Flavour) -> None:
    wire = WireRequest("POST", "", body, flavour=flavour)
    read_and_answer(detect(wire), wire)


@each_dialect
@many
@given(st.data())
def test_any_spoilt_call_is_read_or_refused(dialect: Dialect, data: st.DataObject) -> None:
    wire = dialect.write_call(data.draw(CALLS[id_of(dialect)]))
    body = _spoil(data.draw, decode(encode(wire.body)))
    query = data.draw(st.dictionaries(st.sampled_from(sorted(wire.query) or ["id"]), NAME))
    read_and_answer(dialect, replace(wire, body=body, query=query))


def read_and_answer(dialect: Dialect, wire: WireRequest) -> None:
    """The answer, whatever it is, can be sent; what was read, asked for again."""
    assert encode(_answer(dialect, wire))


def _answer(dialect: Dialect, wire: WireRequest) -> Any:
    try:
        call = dialect.read_call(wire)
    except GatewayError as error:
        return dialect.write_error(wire, error).body
    try:
        dialect.write_call(call)
    except UnsupportedOperation:
        pass  # a name that no path can hold
    if isinstance(call, SendStreamingMessage | SubscribeToTask):
        return dialect.write_event(wire, call, Event(1, "t1", "c1", TASK))
    return dialect.write_reply(wire, call, reply_to(call)).body


def reply_to(call: Call) -> Reply:
    match call:
        case SendMessage() | GetTask() | CancelTask():
            return TaskReply(TASK)
        case ListTasks():
            return TaskPageReply((TaskReply(TASK),), "", call.page_size, 1)
        case CreatePushConfig():
            return PushConfigReply(call.config)
        case GetPushConfig():
            return PushConfigReply(PushConfig(call.task_id, call.id, "https://x/1"))
        case ListPushConfigs():
            return PushConfigPageReply(())
        case DeletePushConfig():
            return DoneReply()
        case GetExtendedCard():
            return CardReply(AgentCard("n", "d", "1", ()))
        case _:
            assert_never(call)


@each_dialect
@many
@given(
    data=st.data(),
    wire=JSON | spoilt(RESPONSES),
    status=st.sampled_from([200, 202, 400, 404, 429, 500, 503]),
)
def test_any_response_is_read_or_refused(
    dialect: Dialect, data: st.DataObject, wire: Any, status: int
) -> None:
    call, _ = data.draw(ANSWERED[id_of(dialect)])
    try:
        dialect.read_reply(call, WireResponse(status, wire))
    except GatewayError:
        pass


@pytest.mark.parametrize("dialect", STREAMING, ids=id_of)
@many
@given(data=st.data(), wire=JSON | spoilt(EVENTS))
def test_any_event_is_read_or_refused(dialect: Dialect, data: st.DataObject, wire: Any) -> None:
    call, _ = data.draw(STREAMED[id_of(dialect)])
    try:
        dialect.read_event(call, wire)
    except GatewayError:
        pass


@many
@given(JSON | OBJECT | OBJECT.map(lambda wire: {**wire, "name": "x"}))
def test_any_card_is_read_or_refused(wire: Any) -> None:
    try:
        read_card(wire)
    except GatewayError:
        pass


@each_dialect
@many
@given(body=JSON, detail=st.text(st.characters(exclude_categories=["Cs"])))
def test_an_error_can_always_be_written(dialect: Dialect, body: Any, detail: str) -> None:
    wire = WireRequest("POST", "", body)
    for error in (ParseError(detail), InvalidParams(detail, violations=(Violation(detail, ""),))):
        assert encode(dialect.write_error(wire, error).body)
        assert encode(dialect.write_error(replace(wire, body=None), error).body)
