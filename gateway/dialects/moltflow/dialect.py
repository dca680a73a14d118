"""The dialect ``moltflow``: one call, its methods, and errors by the numbers of its own table.

Its other methods do one thing each, so they are skills by their own names: what is sent there is
the arguments, and what is answered the result. Its numbers are those that A2A gave to others, so
the reason beside one decides where there is a reason. (PROTOCOL: errors, other peers.)
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace

from gateway.core.call import Call, Reply, SendMessage, StreamCall
from gateway.core.choose import find_choice
from gateway.core.errors import ContentPolicy, Denied, GatewayError, RateLimited
from gateway.core.json import Json
from gateway.dialects.base import Codec, Dialect, Operation, WireRequest, WireResponse, write_bearer
from gateway.dialects.errorinfo import find_reason
from gateway.dialects.jsonrpc import bind
from gateway.dialects.moltflow import NAME
from gateway.dialects.moltflow.handle import (
    read_handle,
    read_result,
    write_handle,
    write_result,
)

HANDLE: Final = "message.handle"
METHODS: Final = (
    HANDLE,
    "agent.message.send",
    "agent.group.create",
    "agent.group.invite",
    "agent.group.list",
    "group.getContext",
    "webhook_manager",
)

_NUMBERS: Final[Mapping[int, type[GatewayError]]] = {
    -32000: RateLimited,
    -32001: ContentPolicy,
    -32002: Denied,
}
_THEIRS: Final = {kind.code: number for number, kind in _NUMBERS.items()}
# Names with a dot are methods of agents that have more than the known ones.
_METHOD: Final = re.compile(r"\w+(\.\w+)+")
_JWT: Final = re.compile(r"eyJ[\w-]*\.[\w-]+\.[\w-]*")

_JSONRPC: Final = bind(
    NAME,
    Codec(
        # Its own, and older than any that has to be named.
        version="0.1",
        operations=(
            Operation(
                name="SendMessage",
                call=SendMessage,
                read_params=read_handle,
                write_params=write_handle,
                write_result=write_result,
                read_result=read_result,
            ),
        ),
    ),
    {"SendMessage": HANDLE},
    carries_contexts=False,
)


def _read_call(request: WireRequest) -> Call | StreamCall:
    body = request.body
    method = body.get("method") if isinstance(body, dict) else None
    if method in METHODS and method != HANDLE:
        # An argument of the same name as another's stays an argument.
        params = {"context": {"skill": method, "arguments": body.get("params")}}
        request = replace(request, body={**body, "method": HANDLE, "params": params})
    return _JSONRPC.read_call(request)


def _write_call(call: Call | StreamCall) -> WireRequest:
    wire = _JSONRPC.write_call(call)
    assert isinstance(call, SendMessage)
    choice = find_choice(call.message)
    if choice.skill in METHODS or _METHOD.fullmatch(choice.skill):
        body = {**wire.body, "method": choice.skill, "params": choice.arguments}
        return replace(wire, body=body)
    return wire


def _read_reply(call: Call, response: WireResponse) -> Reply:
    return _JSONRPC.read_reply(call, replace(response, body=_with_our_number(response.body)))


def _write_error(request: WireRequest, error: GatewayError) -> WireResponse:
    response = _JSONRPC.write_error(request, error)
    wire = response.body["error"]
    number = _THEIRS.get(wire["code"])
    if number is None:
        return response
    return replace(response, body={**response.body, "error": {**wire, "code": number}})


def _with_our_number(body: Json) -> Json:
    error: Any = body.get("error") if isinstance(body, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    kind = _NUMBERS.get(code) if type(code) is int else None
    if kind is None or find_reason(error) not in ("", kind.reason):
        return body
    return {**body, "error": {**error, "code": kind.code}}


def _write_credential(token: str) -> Mapping[str, str]:
    """A key in a header of its own, a session's token as a bearer."""
    return write_bearer(token) if _JWT.fullmatch(token) else {"X-API-Key": token}


MOLTFLOW: Final[Dialect] = replace(
    _JSONRPC,
    read_call=_read_call,
    write_call=_write_call,
    read_reply=_read_reply,
    write_error=_write_error,
    methods=METHODS,
    write_credential=_write_credential,
)
