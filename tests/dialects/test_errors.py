"""A refusal that one gateway writes is the same refusal where another reads it."""

from collections.abc import Iterator
from typing import Any

import pytest

from gateway.core.call import GetTask, SendMessage, SendStreamingMessage
from gateway.core.errors import (
    Denied,
    GatewayError,
    InvalidAgentResponse,
    InvalidParams,
    ModelUnavailable,
    PeerBusy,
    PeerError,
    PeerRefused,
    PeerTimeout,
    RateLimited,
    SkillNotFound,
    StoreError,
    TaskNotFound,
    Unavailable,
    Violation,
)
from gateway.core.json import decode, encode
from gateway.core.message import Message, Role, TextPart
from gateway.dialects import DIALECTS, by_name
from gateway.dialects.base import Dialect, WireRequest, WireResponse

each_jsonrpc = pytest.mark.parametrize(
    "dialect", [d for d in DIALECTS if d.binding == "jsonrpc"], ids=lambda dialect: dialect.name
)
# Of MoltFlow's agents any result is one.
each_with_tasks = pytest.mark.parametrize(
    "dialect",
    [d for d in DIALECTS if d.binding == "jsonrpc" and "GetTask" in d.operations],
    ids=lambda dialect: dialect.name,
)
BOUND = [dialect for dialect in DIALECTS if dialect.binding]
CALL = GetTask("t1")
SEND = SendMessage(Message("m1", Role.USER, (TextPart("a"),)))
V1 = by_name("a2a-1.0")
NATIVE = by_name("native")


def tree(kind: type[GatewayError]) -> Iterator[type[GatewayError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from tree(child)


# What has no code of its own is our affair, or that of HTTP.
CODED = [
    kind
    for kind in tree(GatewayError)
    if kind.code != GatewayError.code and kind.__module__.startswith("gateway.core.errors.")
]


def read_back(dialect: Dialect, error: GatewayError) -> GatewayError:
    response = dialect.write_error(WireRequest("POST", ""), error)
    return read_error(dialect, response.status, decode(encode(response.body)))


def read_error(dialect: Dialect, status: int, body: Any) -> GatewayError:
    with pytest.raises(GatewayError) as raised:
        dialect.read_reply(SEND, WireResponse(status, body))
    return raised.value


@each_jsonrpc
@pytest.mark.parametrize("kind", CODED, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("detail", ["", "x: y."])
def test_an_error_reads_back_as_its_class(
    dialect: Dialect, kind: type[GatewayError], detail: str
) -> None:
    violations = (Violation("a.b", "is required"),)
    error = kind(detail, violations=violations, metadata={"retry": "5"})
    back = read_back(dialect, error)
    assert type(back) is kind
    assert (back.message, back.detail) == (error.message, detail)
    assert (back.violations, back.metadata) == (violations, {"retry": "5"})


@each_jsonrpc
def test_a_peer_cannot_name_a_fault_of_ours(dialect: Dialect) -> None:
    back = read_back(dialect, StoreError("disk full"))
    assert isinstance(back, PeerError)
    assert back.peer_code == -32603


@pytest.mark.parametrize("kind", [Unavailable, ModelUnavailable, PeerTimeout, StoreError])
@pytest.mark.parametrize("dialect", BOUND, ids=lambda dialect: f"{dialect.name}-{dialect.binding}")
def test_what_may_pass_is_a_peer_that_is_busy(dialect: Dialect, kind: type[GatewayError]) -> None:
    wire = dialect.write_error(WireRequest("POST", "/message:stream"), kind("not now"))
    body = decode(encode(wire.body))
    # Within a stream there is no status beside it.
    with pytest.raises(PeerBusy, match="not now"):
        dialect.read_event(SendStreamingMessage(SEND), body)
    assert type(read_error(dialect, wire.status, body)) is PeerBusy


def test_an_unknown_code_is_a_peer_error() -> None:
    body = {"jsonrpc": "2.0", "id": 1, "error": {"code": -1, "message": "odd"}}
    back = read_error(V1, 200, body)
    assert isinstance(back, PeerError)
    assert (back.peer_code, back.peer_status, back.detail) == (-1, 200, "odd")


def test_an_unknown_reason_falls_back_to_the_code() -> None:
    error = {"code": -32001, "message": "gone", "data": [{"@type": 1, "reason": []}, 5]}
    assert type(read_error(V1, 200, {"error": error})) is TaskNotFound


def test_a_json_rpc_error_counts_whatever_the_status() -> None:
    error = {"code": -32001, "message": "Task not found"}
    assert type(read_error(V1, 404, {"error": error})) is TaskNotFound


@pytest.mark.parametrize(
    ("status", "kind", "retriable"),
    [
        (401, PeerRefused, False),
        (403, PeerRefused, False),
        (408, PeerBusy, True),
        (429, RateLimited, True),
        (500, PeerError, False),
        (502, PeerBusy, True),
        (503, PeerBusy, True),
        (504, PeerBusy, True),
    ],
)
@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@pytest.mark.parametrize("body", [None, "<html>", {"error": "no"}, {"error": {"message": "no"}}])
def test_an_http_error_says_whether_to_try_again(
    dialect: Dialect, status: int, kind: type[GatewayError], retriable: bool, body: Any
) -> None:
    error = read_error(dialect, status, body)
    assert type(error) is kind
    assert error.retriable is retriable


@each_with_tasks
@pytest.mark.parametrize(
    "result",
    [
        None,
        1,
        [],
        {},
        {"task": {}},
        {"task": {"id": "t1", "status": "completed"}},
        {"id": "t1", "status": {"state": "novel"}},
        {"id": "t1", "status": {"state": "completed", "timestamp": "yesterday"}},
        {"status": {"state": "completed"}},
        {"message": {"parts": [{}]}},
        {"id": "t1", "status": {"state": "completed"}, "artifacts": [{"parts": [{}]}]},
        {"id": "t1", "status": {"state": "completed"}, "history": {}},
    ],
)
def test_a_result_that_breaks_the_protocol_is_said_to(dialect: Dialect, result: Any) -> None:
    error = read_error(dialect, 200, {"jsonrpc": "2.0", "id": 1, "result": result})
    assert type(error) is InvalidAgentResponse


@each_jsonrpc
@pytest.mark.parametrize("body", [None, [], "x", {}, {"jsonrpc": "2.0", "id": 1}])
def test_a_body_without_a_result_is_no_answer(dialect: Dialect, body: Any) -> None:
    assert type(read_error(dialect, 200, body)) is InvalidAgentResponse


def test_a_native_refusal_reads_back_as_its_class() -> None:
    assert type(read_back(NATIVE, SkillNotFound())) is SkillNotFound
    wrong = InvalidParams("x", violations=(Violation("qty", "is required"),))
    back = read_back(NATIVE, wrong)
    assert type(back) is InvalidParams
    assert (back.message, back.violations) == (wrong.message, wrong.violations)
    assert type(read_back(NATIVE, RateLimited("wait"))) is RateLimited
    denied = read_back(NATIVE, Denied())
    assert isinstance(denied, PeerError)
    assert denied.peer_status == 403


def test_an_empty_native_answer_is_none() -> None:
    assert type(read_error(NATIVE, 200, None)) is InvalidAgentResponse


def test_an_unknown_state_of_0_3_is_one_that_may_still_move() -> None:
    result = {"id": "t1", "status": {"state": "unknown"}}
    reply: Any = V1.read_reply(CALL, WireResponse(200, {"result": result}))
    assert not reply.task.is_settled
