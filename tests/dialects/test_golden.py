"""Every golden file holds: the request reads as the call, the reply is written as the response.

A file has a ``request`` and what comes of it: a ``call``, an ``error`` of the reader, or a
``refusal`` of the gateway. Messages and tasks of the core are given in their stored form.
``canonical``: the call is written as this request. ``lossy``: the response does not read back as
the reply.
"""

import json
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from gateway.core import document, errors
from gateway.core.call import (
    Call,
    GetExtendedCard,
    GetTask,
    MessageReply,
    Reply,
    SendMessage,
    TaskReply,
)
from gateway.core.errors import GatewayError
from gateway.core.json import decode, encode
from gateway.dialects import by_name, detect
from gateway.dialects.base import Dialect, Flavour, WireRequest, WireResponse

Case: TypeAlias = dict[str, Any]

GOLDEN = Path(__file__).parent.parent / "golden"
CASES = {
    f"{path.parent.name}/{path.stem}": json.loads(path.read_text())
    for path in sorted(GOLDEN.glob("*/*.json"))
}


def cases(*members: str) -> pytest.MarkDecorator:
    chosen = {name: case for name, case in CASES.items() if all(case.get(m) for m in members)}
    return pytest.mark.parametrize(
        ("dialect", "case"),
        [(by_name(name.split("/")[0]), case) for name, case in chosen.items()],
        ids=chosen,
    )


def request_of(case: Case) -> WireRequest:
    wire = case["request"]
    return WireRequest(
        "POST",
        "",
        body=wire["body"],
        headers=wire.get("headers", {}),
        flavour=Flavour(**wire.get("flavour", {})),
    )


def call_of(case: Case) -> Call:
    ((kind, members),) = case["call"].items()
    if kind == "GetTask":
        return GetTask(**members)
    if kind == "GetExtendedCard":
        return GetExtendedCard()
    members = {name: tuple(v) if name.endswith("_modes") else v for name, v in members.items()}
    return SendMessage(**{**members, "message": document.read_message(members["message"])})


def reply_of(case: Case) -> Reply:
    ((kind, members),) = case["reply"].items()
    if kind == "MessageReply":
        return MessageReply(document.read_message(members["message"]))
    return TaskReply(**{**members, "task": document.read_task(members["task"])})


@cases("request")
def test_a_request_is_known_by_its_looks(dialect: Dialect, case: Case) -> None:
    assert detect(request_of(case)) is dialect


@cases("call")
def test_a_request_reads_as_its_call(dialect: Dialect, case: Case) -> None:
    assert dialect.read_call(request_of(case)) == call_of(case)


@cases("call", "canonical")
def test_a_call_is_written_as_its_request(dialect: Dialect, case: Case) -> None:
    written = dialect.write_call(call_of(case))
    assert decode(encode(written.body)) == {
        **case["request"]["body"],
        **({"id": written.body["id"]} if "jsonrpc" in written.body else {}),
    }
    assert written.headers == case["request"].get("headers", {})


@cases("call", "reply")
def test_a_reply_is_written_as_its_response(dialect: Dialect, case: Case) -> None:
    request = request_of(case)
    response = dialect.write_reply(request, dialect.read_call(request), reply_of(case))
    assert_written(response, case)


@cases("call", "reply")
def test_a_response_reads_as_its_reply(dialect: Dialect, case: Case) -> None:
    wire = case["response"]
    response = WireResponse(wire["status"], wire["body"], wire.get("headers", {}))
    reply = dialect.read_reply(call_of(case), response)
    if case.get("lossy"):
        assert isinstance(reply, TaskReply)
    else:
        assert reply == reply_of(case)


@cases("error")
def test_a_request_that_is_wrong_is_refused_in_its_own_words(dialect: Dialect, case: Case) -> None:
    request = request_of(case)
    with pytest.raises(GatewayError) as raised:
        dialect.read_call(request)
    assert type(raised.value).__name__ == case["error"]
    assert_written(dialect.write_error(request, raised.value), case)


@cases("refusal")
def test_a_refusal_is_written_in_the_callers_words(dialect: Dialect, case: Case) -> None:
    refusal = getattr(errors, case["refusal"]["class"])(case["refusal"]["detail"])
    assert_written(dialect.write_error(request_of(case), refusal), case)


def assert_written(response: WireResponse, case: Case) -> None:
    expected = case["response"]
    assert decode(encode(response.body)) == expected["body"]
    assert response.status == expected["status"]
    assert response.headers == expected.get("headers", {})
