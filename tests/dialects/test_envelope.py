"""JSON-RPC: what is no envelope is refused once, and the id is echoed exactly or is null."""

from typing import Any

import pytest
from msgspec.structs import replace

from gateway.core.call import SendMessage, SendStreamingMessage, TaskReply
from gateway.core.errors import (
    GatewayError,
    InvalidParams,
    InvalidRequest,
    MethodNotFound,
    ParseError,
    VersionNotSupported,
)
from gateway.core.json import encode
from gateway.core.task import Task, TaskState, TaskStatus
from gateway.dialects import detect
from gateway.dialects.base import Flavour, WireRequest

MESSAGE = {"messageId": "m1", "role": "user", "parts": [{"text": "a"}]}
SEND: dict[str, Any] = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "SendMessage",
    "params": {"message": MESSAGE},
}


def request(body: Any, version: str = "") -> WireRequest:
    return WireRequest("POST", "", body, {"A2A-Version": version} if version else {})


def refusal(wire: WireRequest) -> tuple[type[GatewayError], Any]:
    """The class that the reader raises, and the id of its answer."""
    dialect = detect(wire)
    with pytest.raises(GatewayError) as raised:
        dialect.read_call(wire)
    response = dialect.write_error(wire, raised.value)
    assert response.status == 200
    assert response.body["error"]["code"] == raised.value.code
    return type(raised.value), response.body["id"]


@pytest.mark.parametrize("method", ["SendStreamingMessage", "message/stream"])
def test_a_stream_is_asked_for_unless_it_is_answered_in_one_piece(method: str) -> None:
    wire = request({**SEND, "method": method})
    assert isinstance(detect(wire).read_call(wire), SendStreamingMessage)
    plain = replace(wire, flavour=Flavour(plain_streams=True))
    assert isinstance(detect(plain).read_call(plain), SendMessage)


@pytest.mark.parametrize("body", [None, 1, "x", True, [], [SEND], [SEND, SEND]])
def test_what_is_no_object_is_refused_with_id_null(body: Any) -> None:
    assert refusal(request(body)) == (InvalidRequest, None)


@pytest.mark.parametrize("version", [None, "1.0", 2.0, 2, ["2.0"]])
def test_another_jsonrpc_is_refused(version: Any) -> None:
    assert refusal(request({**SEND, "jsonrpc": version})) == (InvalidRequest, 1)


def test_a_missing_jsonrpc_is_refused() -> None:
    assert refusal(request({"id": 1, "method": "SendMessage"})) == (InvalidRequest, 1)


@pytest.mark.parametrize("method", [None, 1, ["SendMessage"], {}])
def test_a_method_that_is_no_string_is_refused(method: Any) -> None:
    assert refusal(request({**SEND, "method": method})) == (InvalidRequest, 1)


@pytest.mark.parametrize("bad", [None, 1.5, True, {}, [], "x" * 10_240])
def test_an_id_that_cannot_be_echoed_is_refused(bad: Any) -> None:
    assert refusal(request({**SEND, "id": bad})) == (InvalidRequest, None)


def test_a_missing_id_is_refused() -> None:
    assert refusal(request({k: v for k, v in SEND.items() if k != "id"})) == (InvalidRequest, None)


@pytest.mark.parametrize("good", [0, -1, 2**63 - 1, "", "x", "7"])
def test_an_id_is_echoed_exactly(good: Any) -> None:
    wire = request({**SEND, "id": good})
    dialect = detect(wire)
    task = Task("t1", "c1", TaskStatus(TaskState.WORKING, 0))
    answer = dialect.write_reply(wire, dialect.read_call(wire), TaskReply(task)).body["id"]
    assert (answer, type(answer)) == (good, type(good))


@pytest.mark.parametrize("method", ["SendMassage", "message/sent", "", "x", "rpc.discover"])
def test_an_unknown_method_is_not_found(method: str) -> None:
    assert refusal(request({**SEND, "method": method})) == (MethodNotFound, 1)


@pytest.mark.parametrize("params", [None, [], [MESSAGE], "x", 1])
@pytest.mark.parametrize("method", ["SendMessage", "message/send", "tasks/send", "tasks/get"])
def test_wrong_or_missing_params_are_invalid(method: str, params: Any) -> None:
    assert refusal(request({**SEND, "method": method, "params": params})) == (InvalidParams, 1)


def test_a_body_that_was_not_parsed_is_answered_with_id_null() -> None:
    wire = request(None)
    response = detect(wire).write_error(wire, ParseError("unexpected end"))
    assert response.body["id"] is None
    assert response.body["error"]["code"] == -32700


@pytest.mark.parametrize(
    ("method", "version"),
    [
        ("SendMessage", ""),
        ("SendMessage", "1.0"),
        ("SendMessage", " 1.0.7 "),
        ("message/send", ""),
        ("message/send", "0.3"),
        ("message/send", "0.2.6"),
    ],
)
def test_a_version_that_fits_its_method_is_spoken(method: str, version: str) -> None:
    wire = request({**SEND, "method": method}, version)
    assert isinstance(detect(wire).read_call(wire), SendMessage)


@pytest.mark.parametrize(
    ("method", "version"),
    [
        ("SendMessage", "0.3"),
        ("SendMessage", "1.1"),
        ("SendMessage", "2.0"),
        ("SendMessage", "99"),
        ("SendMessage", "x"),
        ("message/send", "1.0"),
        ("tasks/send", "1.0"),
    ],
)
def test_a_version_that_does_not_fit_is_refused(method: str, version: str) -> None:
    assert refusal(request({**SEND, "method": method}, version)) == (VersionNotSupported, 1)


def test_the_version_may_be_in_the_query() -> None:
    wire = WireRequest("POST", "", SEND, query={"A2A-Version": "0.3"})
    assert refusal(wire) == (VersionNotSupported, 1)


def test_a_version_that_is_no_text_can_still_be_answered() -> None:
    wire = request(SEND, "\udcff")
    with pytest.raises(VersionNotSupported) as raised:
        detect(wire).read_call(wire)
    assert encode(detect(wire).write_error(wire, raised.value).body)
