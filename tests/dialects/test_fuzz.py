"""Whatever JSON comes, nothing but a GatewayError leaves a reader, and every answer can be sent."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.core.call import CardReply, GetExtendedCard, GetTask, SendMessage, TaskReply
from gateway.core.card import AgentCard
from gateway.core.errors import GatewayError, InvalidParams, ParseError, Violation
from gateway.core.json import encode
from gateway.core.message import Message, Role, TextPart
from gateway.core.task import Task, TaskState, TaskStatus
from gateway.dialects import DIALECTS, detect
from gateway.dialects.base import Dialect, Flavour, WireRequest, WireResponse
from gateway.dialects.card import read_card
from tests.dialects.golden import CASES
from tests.dialects.strategies import JSON, OBJECT

many = settings(max_examples=150, deadline=None)
each_dialect = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
FLAVOURS = st.builds(Flavour, st.sampled_from(["auto", "flowwink"]), st.booleans())
REQUESTS = [case["request"]["body"] for case in CASES.values() if "request" in case]
RESPONSES = [case["response"]["body"] for case in CASES.values() if "response" in case]
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
@given(JSON | OBJECT | spoilt(REQUESTS), FLAVOURS)
def test_any_request_is_read_or_refused(body: Any, flavour: Flavour) -> None:
    wire = WireRequest("POST", "", body, flavour=flavour)
    dialect = detect(wire)
    try:
        call = dialect.read_call(wire)
    except GatewayError as error:
        response = dialect.write_error(wire, error)
    else:
        response = dialect.write_reply(wire, call, reply_to(call))
        assert encode(dialect.write_call(call).body)
    assert encode(response.body)


def reply_to(call: Any) -> TaskReply | CardReply:
    if isinstance(call, GetExtendedCard):
        return CardReply(AgentCard("n", "d", "1", ()))
    return TaskReply(TASK)


@each_dialect
@many
@given(wire=JSON | spoilt(RESPONSES), status=st.sampled_from([200, 202, 400, 404, 429, 500, 503]))
def test_any_response_is_read_or_refused(dialect: Dialect, wire: Any, status: int) -> None:
    calls = [SendMessage(Message("m1", Role.USER, (TextPart("a"),))), GetTask("t1")]
    for call in calls if dialect.methods else calls[:1]:
        try:
            dialect.read_reply(call, WireResponse(status, wire))
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
