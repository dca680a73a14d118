"""The JSON-RPC 2.0 binding: the envelope around the operations of any codec.

Structure errors are InvalidRequest, before anything in the envelope is believed. Every answer has
HTTP status 200, errors too. The id is echoed exactly, or null where it is not one that can be.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec import Struct

from gateway.core.call import Call, Reply, SendMessage, SendStreamingMessage, StreamCall
from gateway.core.errors import (
    GatewayError,
    InvalidAgentResponse,
    InvalidRequest,
    MethodNotFound,
    UnsupportedOperation,
)
from gateway.core.event import Event
from gateway.core.json import Json
from gateway.dialects.base import (
    Codec,
    Dialect,
    Operation,
    StreamOperation,
    WireRequest,
    WireResponse,
)
from gateway.dialects.errorinfo import in_answer, read_error, read_failure, write_details
from gateway.dialects.headers import check_version, with_headers, write_headers
from gateway.dialects.lenient.fields import read_object

BINDING: Final = "jsonrpc"
_MAX_ID: Final = 1024
_MAX_METHOD: Final = 100


def bind(
    name: str,
    codec: Codec,
    methods: Mapping[str, str],
    claims: Callable[[WireRequest], bool] = lambda _: True,
    *,
    carries_contexts: bool = True,
    carries_messages: bool = True,
) -> Dialect:
    """The codec on JSON-RPC; ``methods`` are by operation name.

    Of requests that name one of its methods, those that ``claims`` accepts are in this dialect.
    """
    table = _Table(
        name,
        codec.version,
        {methods[op.name]: op for op in codec.all_operations},
        {op.call: op for op in codec.operations},
        {op.call: op for op in codec.streams},
        {op.call: methods[op.name] for op in codec.all_operations},
    )
    return Dialect(
        name=name,
        binding=BINDING,
        claims=claims,
        read_call=table.read_call,
        write_reply=table.write_reply,
        write_error=write_error,
        write_call=table.write_call,
        read_reply=table.read_reply,
        write_event=table.write_event,
        read_event=table.read_event,
        write_notification=lambda event, task, _: codec.write_notification(event, task),
        operations=methods,
        methods=tuple(methods.values()),
        carries_contexts=carries_contexts,
        carries_messages=carries_messages,
        ends_at_pause=codec.ends_at_pause,
    )


class _Table(Struct, frozen=True):
    """The operations of one codec, found by method and by the type of the call."""

    name: str
    version: str
    by_method: Mapping[str, Operation | StreamOperation]
    by_call: Mapping[type[Any], Operation]
    by_stream: Mapping[type[Any], StreamOperation]
    methods: Mapping[type[Any], str]

    def read_call(self, request: WireRequest) -> Call | StreamCall:
        body = request.body
        _check_envelope(body)
        method = body["method"]
        check_version(request, self.version, method[:_MAX_METHOD])
        operation = self.by_method.get(method)
        if operation is None:
            raise MethodNotFound(method[:_MAX_METHOD])
        call = operation.read_params(read_object(body.get("params"), "params"))
        call = with_headers(call, request)
        # It would be a notification, of which A2A has none; what else is wrong is said first.
        if "id" not in body:
            raise InvalidRequest("id is required")
        if request.flavour.plain_streams and isinstance(call, SendStreamingMessage):
            return call.send
        return call

    def write_reply(self, request: WireRequest, call: Call, reply: Reply) -> WireResponse:
        result = self.by_call[type(call)].write_result(call, reply)
        return WireResponse(200, _answer(request, result))

    def write_event(self, request: WireRequest, call: StreamCall, event: Event) -> Json:
        return _answer(request, self.by_stream[type(call)].write_event(call, event))

    def write_call(self, call: Call | StreamCall) -> WireRequest:
        kind = type(call)
        operation = self.by_call.get(kind) or self.by_stream.get(kind)
        if operation is None:
            raise UnsupportedOperation(f"{self.name} cannot ask for {kind.__name__}")
        send = call.send if isinstance(call, SendStreamingMessage) else call
        request_id = send.message.id if isinstance(send, SendMessage) else ""
        body = {
            "jsonrpc": "2.0",
            "id": request_id or "1",
            "method": self.methods[kind],
            "params": operation.write_params(call),
        }
        return WireRequest("POST", "", body, write_headers(call, self.version))

    def read_reply(self, call: Call, response: WireResponse) -> Reply:
        result = _read_result(response)
        with in_answer():
            return self.by_call[type(call)].read_result(call, result)

    def read_event(self, call: StreamCall, data: Json) -> Event:
        result = _read_result(WireResponse(200, data))
        with in_answer():
            return self.by_stream[type(call)].read_event(call, result)


def write_error(request: WireRequest, error: GatewayError) -> WireResponse:
    """The error object; the request may be one that could not be parsed."""
    wire = {"code": error.code, "message": error.message, "data": write_details(error)}
    return WireResponse(200, {"jsonrpc": "2.0", "id": find_id(request.body), "error": wire})


def find_id(body: Json) -> str | int | None:
    """The request's id; None where it has none that can be echoed."""
    found: Any = body.get("id") if isinstance(body, dict) else None
    if type(found) is int or (type(found) is str and len(found) <= _MAX_ID):
        return found
    return None


def _check_envelope(body: Json) -> None:
    if not isinstance(body, dict):
        raise InvalidRequest("the body must be one JSON-RPC object; batches are not supported")
    if body.get("jsonrpc") != "2.0":
        raise InvalidRequest('jsonrpc must be "2.0"')
    if "id" in body and find_id(body) is None:
        raise InvalidRequest(f"id must be an integer or a string of at most {_MAX_ID} characters")
    if not isinstance(body.get("method"), str):
        raise InvalidRequest("method must be a string")


def _answer(request: WireRequest, result: Json) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": find_id(request.body), "result": result}


def _read_result(response: WireResponse) -> Json:
    body = response.body
    if isinstance(body, dict):
        error = body.get("error")
        if isinstance(error, dict):
            raise read_error(error, response.status)
        if response.status < 400 and error is None and "result" in body:
            return body["result"]
    if response.status >= 400:
        raise read_failure(response)
    raise InvalidAgentResponse("not a JSON-RPC answer")
