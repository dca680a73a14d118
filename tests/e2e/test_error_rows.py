"""Each row of the protocol's error table that a call can meet, in each version and binding.

The capabilities that are switched off, a required extension, and a store that is full have tests of
their own, since they need a gateway of their own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import uuid4

import pytest

from gateway.core import errors
from gateway.core.errors import GatewayError
from tests.e2e.caller import Answer, Caller
from tests.e2e.rest.rest import Rest
from tests.e2e.rpc.rpc import V1, VERSIONS, Rpc
from tests.e2e.say import ASKED, skill_text

Peer: TypeAlias = Rpc | Rest
PEERS = {
    f"{kind.__name__} {version}": (kind, version) for kind in (Rpc, Rest) for version in VERSIONS
}


@dataclass(frozen=True)
class Row:
    """``status`` is that of HTTP+JSON; JSON-RPC answers 200."""

    code: int
    reason: str
    status: int
    grpc: str
    meet: Callable[[Peer], Answer]
    names_fields: bool = False


def raw(peer: Peer, body: bytes, media_type: str = "application/json") -> Answer:
    place = f"{peer.base}/message:send" if isinstance(peer, Rest) else "/a2a"
    return peer.caller.send("POST", place, body, {"Content-Type": media_type})


def get(peer: Peer, name: str, **headers: str) -> Answer:
    if isinstance(peer, Rest):
        return peer.get(f"/tasks/{name}", **headers)
    method = "GetTask" if peer.version == V1 else "tasks/get"
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": {"id": name}}
    return peer.caller.post(body, **headers)


def ask_for_nothing(peer: Peer) -> Answer:
    return peer.get("/nothing") if isinstance(peer, Rest) else peer.ask("Nothing", "no/thing", {})


def ended(peer: Peer) -> str:
    task_id: str = peer.send_skill("get_quote", ASKED)["id"]
    return task_id


def cancel(peer: Peer) -> Answer:
    task_id = ended(peer)
    return peer.post(f"/tasks/{task_id}:cancel") if isinstance(peer, Rest) else peer.cancel(task_id)


def subscribe(peer: Peer) -> Answer:
    task_id = ended(peer)
    if isinstance(peer, Rest):
        return peer.get(f"/tasks/{task_id}:subscribe")
    return peer.subscribe(task_id)


def say_two_things_at_once(peer: Peer) -> Answer:
    message_id = str(uuid4())
    peer.send(skill_text("echo", {"n": 1}), messageId=message_id)
    return peer.send(skill_text("echo", {"n": 2}), messageId=message_id)


BAD, FAILED = "INVALID_ARGUMENT", "FAILED_PRECONDITION"
ROWS = {
    "parse": Row(-32700, "INVALID_REQUEST", 400, BAD, lambda peer: raw(peer, b"{")),
    "request": Row(-32600, "INVALID_REQUEST", 400, BAD, lambda peer: raw(peer, b"[]")),
    "method": Row(-32601, "METHOD_NOT_FOUND", 404, "UNIMPLEMENTED", ask_for_nothing),
    "params": Row(
        -32602,
        "INVALID_PARAMS",
        400,
        BAD,
        lambda peer: peer.send("x", role="ROLE_KING"),
        names_fields=True,
    ),
    "arguments": Row(
        -32602,
        "INVALID_PARAMS",
        400,
        BAD,
        lambda peer: peer.send(skill_text("get_quote", {"qty": "many"})),
        names_fields=True,
    ),
    "skill": Row(-32602, "SKILL_NOT_FOUND", 400, BAD, lambda peer: peer.send("skill:nothing")),
    "message id": Row(-32602, "MESSAGE_ID_REUSED", 400, BAD, say_two_things_at_once),
    "internal": Row(
        -32603, "INTERNAL_ERROR", 500, "INTERNAL", lambda peer: peer.send("skill:broken")
    ),
    "task": Row(-32001, "TASK_NOT_FOUND", 404, "NOT_FOUND", lambda peer: get(peer, "none")),
    "its task": Row(
        -32001, "TASK_NOT_FOUND", 404, "NOT_FOUND", lambda peer: peer.send("x", taskId="none")
    ),
    "cancel": Row(-32002, "TASK_NOT_CANCELABLE", 400, FAILED, cancel),
    "finished": Row(
        -32004,
        "UNSUPPORTED_OPERATION",
        400,
        FAILED,
        lambda peer: peer.send("x", taskId=ended(peer)),
    ),
    "subscribe": Row(-32004, "UNSUPPORTED_OPERATION", 400, FAILED, subscribe),
    # HTTP has a status of its own for it, and the row's 400 is for what a message holds.
    "media type": Row(
        -32005, "CONTENT_TYPE_NOT_SUPPORTED", 415, BAD, lambda peer: raw(peer, b"{}", "text/plain")
    ),
    "version": Row(
        -32009, "VERSION_NOT_SUPPORTED", 400, FAILED, lambda peer: get(peer, "x", A2A_Version="2.0")
    ),
}
ELSEWHERE: Mapping[int, str] = {
    -32003: "a capability that is switched off",
    -32008: "an extension that is required",
    -32006: "what a peer of ours answered",
    -32007: "a card that a peer of ours does not have; ours is always there, or switched off",
}


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("spoken", PEERS)
def test_a_refusal_is_said_as_its_row_has_it(acme: Caller, spoken: str, name: str) -> None:
    kind, version = PEERS[spoken]
    row = ROWS[name]

    answer = row.meet(kind(acme, version))

    error: Any = answer.json["error"]
    if kind is Rpc:
        assert (answer.status, error["code"]) == (200, row.code)
        info, *more = error["data"]
    else:
        assert (answer.status, error["code"], error["status"]) == (row.status, row.status, row.grpc)
        info, *more = error["details"]
    assert info["@type"] == "type.googleapis.com/google.rpc.ErrorInfo"
    assert (info["reason"], info["domain"]) == (row.reason, "a2a-protocol.org")
    assert isinstance(error["message"], str)
    fields = [field for detail in more for field in detail["fieldViolations"]]
    assert bool(fields) == row.names_fields


@pytest.mark.parametrize("spoken", PEERS)
def test_of_a_fault_of_ours_only_an_id_is_told(acme: Caller, spoken: str) -> None:
    kind, version = PEERS[spoken]

    answer = kind(acme, version).send("skill:broken")

    assert "error id" in answer.json["error"]["message"]
    assert b"ZeroDivision" not in answer.body


def test_no_row_of_the_protocol_is_left_out() -> None:
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, GatewayError)
    ]
    of_a2a = {kind.code for kind in kinds if kind.code >= -32009 or kind.code <= -32600}

    assert {row.code for row in ROWS.values()} | set(ELSEWHERE) >= of_a2a
