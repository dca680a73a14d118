"""The JSON-RPC 2.0 binding: the envelope around the operations of any codec.

Structure errors are InvalidRequest, before anything in the envelope is believed. Every answer has
HTTP status 200, errors too. The id is echoed exactly, or null where it is not one that can be.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from gateway.core.call import Call, Reply, SendMessage, StreamCall
from gateway.core.errors import (
    GatewayError,
    InvalidAgentResponse,
    InvalidParams,
    InvalidRequest,
    MethodNotFound,
    UnsupportedOperation,
    VersionNotSupported,
)
from gateway.core.json import Json
from gateway.dialects.base import Codec, Dialect, Operation, WireRequest, WireResponse
from gateway.dialects.errorinfo import read_error, read_failure, write_details
from gateway.dialects.lenient.fields import read_object
from gateway.dialects.lenient.send import with_key

BINDING: Final = "jsonrpc"
IDEMPOTENCY_KEY: Final = "Idempotency-Key"
VERSION: Final = "A2A-Version"
_MAX_ID: Final = 1024
_MAX_METHOD: Final = 100
_OLD: Final = "0"
_NO_STREAMS: Final[Mapping[str, str]] = MappingProxyType({})


def bind(
    name: str,
    codec: Codec,
    methods: Mapping[str, str],
    claims: Callable[[WireRequest], bool] = lambda _: True,
    *,
    streams: Mapping[str, str] = _NO_STREAMS,
    carries_contexts: bool = True,
) -> Dialect:
    """The codec on JSON-RPC; ``methods`` are by operation name, and so are those of ``streams``.

    Of requests that name one of its methods, those that ``claims`` accepts are in this dialect.
    """
    table = _Table(
        name,
        codec.version,
        _family(codec.version),
        {methods[op.name]: op for op in codec.operations},
        {streams[op.name]: op for op in codec.operations if op.name in streams},
        {op.call: (methods[op.name], op) for op in codec.operations},
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
        methods=(*table.by_method, *table.by_stream),
        carries_contexts=carries_contexts,
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """The operations of one codec, found by method and by the type of the call.

    ``by_stream`` has them by the method that asks for their answer as a stream.
    """

    name: str
    version: str
    family: str
    by_method: Mapping[str, Operation]
    by_stream: Mapping[str, Operation]
    by_call: Mapping[type[Any], tuple[str, Operation]]

    def read_call(self, request: WireRequest) -> Call:
        body = request.body
        _check_envelope(body)
        method = body["method"]
        asked = request.headers.get(VERSION) or request.query.get(VERSION)
        if asked and _family(asked) != self.family:
            # A header can hold bytes that are no text, and no answer could repeat them.
            said = asked[:20].encode("ascii", "replace").decode()
            raise VersionNotSupported(f"{said} for {method[:_MAX_METHOD]}")
        operation = self.by_method.get(method) or self._find_stream(request, method)
        call = operation.read_params(read_object(body.get("params"), "params"))
        if isinstance(call, SendMessage) and (key := request.headers.get(IDEMPOTENCY_KEY)):
            return with_key(call, key)
        return call

    def write_reply(self, request: WireRequest, call: Call, reply: Reply) -> WireResponse:
        _, operation = self.by_call[type(call)]
        result = operation.write_result(call, reply)
        return WireResponse(200, {"jsonrpc": "2.0", "id": find_id(request.body), "result": result})

    def _find_stream(self, request: WireRequest, method: str) -> Operation:
        operation = self.by_stream.get(method)
        if operation is None:
            raise MethodNotFound(method[:_MAX_METHOD])
        if not request.flavour.plain_streams:
            raise UnsupportedOperation("this agent does not stream")
        return operation

    def write_call(self, call: Call | StreamCall) -> WireRequest:
        known = self.by_call.get(type(call))
        if known is None:
            raise UnsupportedOperation(f"{self.name} cannot ask for {type(call).__name__}")
        method, operation = known
        headers: dict[str, str] = {}
        # A missing header means 0.3, and the peers of that time do not know it.
        if self.family != _OLD:
            headers[VERSION] = self.version
        request_id = "1"
        if isinstance(call, SendMessage):
            request_id = call.message.id or request_id
            if call.idempotency_key:
                headers[IDEMPOTENCY_KEY] = call.idempotency_key
        params = operation.write_params(call)
        body = {"jsonrpc": "2.0", "id": request_id, "method": method, "params": params}
        return WireRequest("POST", "", body, headers)

    def read_reply(self, call: Call, response: WireResponse) -> Reply:
        result = _read_result(response)
        _, operation = self.by_call[type(call)]
        try:
            return operation.read_result(call, result)
        except InvalidParams as error:
            raise InvalidAgentResponse(error.detail, violations=error.violations) from None


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
    if find_id(body) is None:
        raise InvalidRequest(f"id must be an integer or a string of at most {_MAX_ID} characters")
    if not isinstance(body.get("method"), str):
        raise InvalidRequest("method must be a string")


def _family(version: str) -> str:
    """``Major.Minor``, a patch number ignored; every 0.x is one family."""
    major, _, rest = version.strip().partition(".")
    return _OLD if major == _OLD else f"{major}.{rest.partition('.')[0]}"


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
