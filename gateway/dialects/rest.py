"""The HTTP+JSON binding: methods, paths and queries around the operations of any codec.

A path names an operation and holds some of its parameters; the others are the body, or the query
where there is none, so the same operations serve here and in JSON-RPC. Any path may have a tenant
in front, which routes and says nothing of who calls. Source: A2A 1.0.1 section "HTTP+JSON/REST
Protocol Binding"; the paths are in the annotations of its proto file.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.call import Call, Reply, StreamCall
from gateway.core.errors import (
    GatewayError,
    InvalidAgentResponse,
    InvalidRequest,
    MethodNotFound,
    UnsupportedOperation,
)
from gateway.core.event import Event
from gateway.core.json import Json, JsonObject
from gateway.dialects.base import (
    Codec,
    Dialect,
    Operation,
    StreamOperation,
    WireRequest,
    WireResponse,
)
from gateway.dialects.errorinfo import in_answer, read_failure, read_status, write_status
from gateway.dialects.headers import check_version, with_headers, write_headers
from gateway.dialects.media import find_answer_type, is_bodiless
from gateway.dialects.place import Place, fill_path, match_path, read_members
from gateway.dialects.query import read_query, write_query

BINDING: Final = "rest"


class MethodNotAllowed(MethodNotFound):
    """This path is not served with this HTTP method."""

    reason, http_status = "METHOD_NOT_ALLOWED", 405

    def __init__(self, allowed: Iterable[str]) -> None:
        self.allowed = ", ".join(sorted(allowed))
        super().__init__(f"send {self.allowed}")


def bind(name: str, codec: Codec, places: tuple[Place, ...], *, prefix: str = "") -> Dialect:
    """The codec on HTTP+JSON, its places below ``prefix``.

    A path that fits several places is that of the first; of the places of one operation, calls are
    written for the first.
    """
    operations = {op.name: op for op in codec.all_operations}
    by_path: dict[str, dict[str, Operation | StreamOperation]] = {}
    by_call: dict[type[Any], Place] = {}
    for place in places:
        operation = operations[place.operation]
        by_path.setdefault(prefix + place.path, {})[place.method] = operation
        by_call.setdefault(operation.call, replace(place, path=prefix + place.path))
    table = _Table(
        name,
        codec.version,
        by_path,
        by_call,
        {op.call: op for op in codec.operations},
        {op.call: op for op in codec.streams},
    )
    # Behind a tenant or not; what is at no place at all is refused in the words of a dialect too.
    below = re.compile(rf"(?:/[^/]+)??{re.escape(prefix)}/")
    return Dialect(
        name=name,
        binding=BINDING,
        claims=lambda request: below.match(request.path) is not None,
        read_call=table.read_call,
        write_reply=table.write_reply,
        write_error=write_error,
        write_call=table.write_call,
        read_reply=table.read_reply,
        write_event=table.write_event,
        read_event=table.read_event,
        write_notification=lambda event, task, _: codec.write_notification(event, task),
        operations=_write_ways(places, prefix),
        ends_at_pause=codec.ends_at_pause,
    )


def _write_ways(places: tuple[Place, ...], prefix: str) -> dict[str, str]:
    """How each operation is asked for: ``POST, GET /tasks/{id}:subscribe``."""
    methods: dict[tuple[str, str], list[str]] = {}
    for place in places:
        methods.setdefault((place.operation, prefix + place.path), []).append(place.method)
    return {name: f"{', '.join(sent)} {path}" for (name, path), sent in methods.items()}


class _Table(Struct, frozen=True):
    """The operations of one codec, found by path and HTTP method and by the type of the call."""

    name: str
    version: str
    by_path: Mapping[str, Mapping[str, Operation | StreamOperation]]
    places: Mapping[type[Any], Place]
    by_call: Mapping[type[Any], Operation]
    by_stream: Mapping[type[Any], StreamOperation]

    def read_call(self, request: WireRequest) -> Call | StreamCall:
        operation, members = self._find(request)
        check_version(request, self.version, operation.name)
        given = read_query(request.query) if is_bodiless(request.method) else _read_body(request)
        call = operation.read_params({**given, **read_members(members)})
        return with_headers(call, request)

    def write_reply(self, request: WireRequest, call: Call, reply: Reply) -> WireResponse:
        result = self.by_call[type(call)].write_result(call, reply)
        # What has nothing to tell is an empty message, as in the proto files.
        return _answer(request, 200, {} if result is None else result)

    def write_event(self, _: WireRequest, call: StreamCall, event: Event) -> Json:
        return self.by_stream[type(call)].write_event(call, event)

    def write_call(self, call: Call | StreamCall) -> WireRequest:
        kind = type(call)
        operation = self.by_call.get(kind) or self.by_stream.get(kind)
        if operation is None:
            raise UnsupportedOperation(f"{self.name} cannot ask for {kind.__name__}")
        place = self.places[kind]
        params = operation.write_params(call)
        path = fill_path(place.path, params)
        headers = write_headers(call, self.version)
        if is_bodiless(place.method):
            query = write_query(params)
            return WireRequest(place.method, path, headers=headers, query=query)
        return WireRequest(place.method, path, params, headers)

    def read_reply(self, call: Call, response: WireResponse) -> Reply:
        result = _read_result(response)
        with in_answer():
            return self.by_call[type(call)].read_result(call, result)

    def read_event(self, call: StreamCall, data: Json) -> Event:
        result = _read_result(WireResponse(200, data))
        with in_answer():
            return self.by_stream[type(call)].read_event(call, result)

    def _find(self, request: WireRequest) -> tuple[Operation | StreamOperation, Mapping[str, str]]:
        for path, by_method in self.by_path.items():
            members = match_path(path, request.path)
            if members is None:
                continue
            operation = by_method.get(request.method)
            if operation is None:
                raise MethodNotAllowed(by_method)
            return operation, members
        raise MethodNotFound("nothing is served at this path")


def write_error(request: WireRequest, error: GatewayError) -> WireResponse:
    """The error as google.rpc.Status; the request may be one that could not be parsed."""
    response = _answer(request, error.http_status, {"error": write_status(error)})
    if isinstance(error, MethodNotAllowed):
        return replace(response, headers={"Allow": error.allowed})
    return response


def _answer(request: WireRequest, status: int, body: Json) -> WireResponse:
    media_type = find_answer_type(request.method, request.headers)
    return WireResponse(status, body, media_type=media_type)


def _read_body(request: WireRequest) -> JsonObject:
    """An empty body is an empty message."""
    body = {} if request.body is None else request.body
    if not isinstance(body, dict):
        raise InvalidRequest("the body must be a JSON object")
    return body


def _read_result(response: WireResponse) -> Json:
    body = {} if response.body is None else response.body
    if isinstance(body, dict):
        error = body.get("error")
        if isinstance(error, dict):
            raise read_status(error, response)
        if response.status < 400:
            return body
    if response.status >= 400:
        raise read_failure(response)
    raise InvalidAgentResponse("not an HTTP+JSON answer")
