"""Errors as A2A writes them: a message and google.rpc details, in the form of either binding.

JSON-RPC has a code and the details in ``data``, HTTP+JSON a google.rpc.Status whose code is that of
HTTP. Both ways: what the server writes is what the client reads back as the same class. A peer can
name its own refusals only; an error that says our gateway is broken never comes out of an answer.
Source: A2A 1.0.1 section "Error handling".
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from gateway.core.errors import (
    GatewayError,
    InvalidAgentResponse,
    InvalidParams,
    PeerBusy,
    PeerError,
    PeerRefused,
    RateLimited,
    Violation,
)
from gateway.core.json import Json, JsonObject
from gateway.dialects.base import WireResponse

_DOMAIN: Final = "a2a-protocol.org"
_ERROR_INFO: Final = "type.googleapis.com/google.rpc.ErrorInfo"
_BAD_REQUEST: Final = "type.googleapis.com/google.rpc.BadRequest"
_MAX_DETAIL: Final = 1000
_REFUSED: Final = frozenset({401, 403})
_BUSY: Final = frozenset({408, 502, 503, 504})


def write_details(error: GatewayError) -> list[dict[str, Any]]:
    """``ErrorInfo`` first, then ``BadRequest`` where fields were wrong."""
    details: list[dict[str, Any]] = [
        {
            "@type": _ERROR_INFO,
            "reason": error.reason,
            "domain": _DOMAIN,
            "metadata": error.metadata,
        }
    ]
    if error.violations:
        details.append({"@type": _BAD_REQUEST, "fieldViolations": write_violations(error)})
    return details


def write_violations(error: GatewayError) -> list[dict[str, str]]:
    return [
        {"field": violation.field, "description": violation.description}
        for violation in error.violations
    ]


def write_status(error: GatewayError) -> dict[str, Any]:
    """The error as google.rpc.Status."""
    return {
        "code": error.http_status,
        "status": error.grpc_status,
        "message": error.message,
        "details": write_details(error),
    }


def read_error(wire: JsonObject, status: int = 200) -> GatewayError:
    """The error of a JSON-RPC answer, as the class that its code and reason name."""
    code = wire.get("code")
    code = code if type(code) is int else 0
    details = _objects(wire.get("data"))
    reason = _reason(details)
    named = _CLASSES.get((code, reason)) or _CLASSES.get((code, ""))
    if named is not None:
        return _read_as(named, wire, details)
    detail = _text(wire.get("message"))
    if reason in _PASSING:
        return PeerBusy(detail, peer_code=code, peer_status=status)
    return _by_status(status, detail, code)


def read_status(wire: JsonObject, response: WireResponse) -> GatewayError:
    """The error of an HTTP+JSON answer, as the class that its reason names."""
    details = _objects(wire.get("details"))
    reason = _reason(details)
    if (named := _BY_REASON.get(reason)) is not None:
        return _read_as(named, wire, details)
    if reason in _PASSING:
        return PeerBusy(_text(wire.get("message")), peer_status=response.status)
    return read_failure(response)


def read_failure(response: WireResponse) -> GatewayError:
    """What an HTTP status says, where the body is not of the dialect."""
    detail = _text(_find_message(response.body)) or f"HTTP {response.status}"
    return _by_status(response.status, detail)


@contextmanager
def in_answer() -> Iterator[None]:
    """Read an answer: what is wrong in it is its writer's doing, an InvalidAgentResponse."""
    try:
        yield
    except InvalidParams as error:
        raise InvalidAgentResponse(error.detail, violations=error.violations) from None


def find_reason(wire: JsonObject) -> str:
    """The reason that is told beside the number of a JSON-RPC error, "" for none."""
    return _reason(_objects(wire.get("data")))


def read_violations(wire: Json) -> tuple[Violation, ...]:
    if not isinstance(wire, list):
        return ()
    return tuple(
        Violation(_text(item.get("field")), _text(item.get("description")))
        for item in wire
        if isinstance(item, dict)
    )


def without_title(kind: type[GatewayError], message: str) -> str:
    """The detail in a message, which may begin with the title of its class."""
    title = kind().message.removesuffix(".")
    if message.removesuffix(".") == title:
        return ""
    return message.removeprefix(f"{title}: ")


def _read_as(
    kind: type[GatewayError], wire: JsonObject, details: list[dict[str, Any]]
) -> GatewayError:
    return kind(
        without_title(kind, _text(wire.get("message"))),
        violations=read_violations(_find_detail(details, _BAD_REQUEST).get("fieldViolations")),
        metadata=_read_strings(_find_detail(details, _ERROR_INFO).get("metadata")),
    )


def _by_status(status: int, detail: str, code: int = 0) -> GatewayError:
    if status == RateLimited.http_status:
        return RateLimited(without_title(RateLimited, detail))
    kind = PeerError
    if status in _REFUSED:
        kind = PeerRefused
    elif status in _BUSY:
        kind = PeerBusy
    return kind(detail, peer_code=code, peer_status=status)


def _find_message(body: Json) -> Json:
    """The words in the usual shapes of an HTTP error: ``{"error": text}`` and nested."""
    if not isinstance(body, dict):
        return body
    error = body.get("error") or body.get("message") or body.get("detail")
    return error.get("message") if isinstance(error, dict) else error


def _find_detail(details: list[dict[str, Any]], kind: str) -> JsonObject:
    return next((detail for detail in details if detail.get("@type") == kind), {})


def _reason(details: list[dict[str, Any]]) -> str:
    reason = _find_detail(details, _ERROR_INFO).get("reason")
    return reason if isinstance(reason, str) else ""


def _objects(wire: Json) -> list[dict[str, Any]]:
    return [item for item in wire if isinstance(item, dict)] if isinstance(wire, list) else []


def _read_strings(wire: Json) -> Mapping[str, str]:
    if not isinstance(wire, dict):
        return {}
    return {key: value for key, value in wire.items() if isinstance(value, str)}


def _text(value: Json) -> str:
    return value[:_MAX_DETAIL] if isinstance(value, str) else ""


def _tree(kind: type[GatewayError]) -> Iterator[type[GatewayError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _tree(child)


def _classes() -> dict[tuple[int, str], type[GatewayError]]:
    found: dict[tuple[int, str], type[GatewayError]] = {}
    for kind in _tree(GatewayError):
        if kind.code != GatewayError.code:
            found.setdefault((kind.code, kind.reason), kind)
            found.setdefault((kind.code, ""), kind)
    return found


_CLASSES: Final[Mapping[tuple[int, str], type[GatewayError]]] = _classes()
# What has no code of its own says by its reason that it may pass.
_PASSING: Final = frozenset(
    kind.reason for kind in _tree(GatewayError) if kind.code == GatewayError.code and kind.retriable
)
# ParseError and InvalidRequest share a reason; the later and wider of the two has it.
_BY_REASON: Final[Mapping[str, type[GatewayError]]] = {
    reason: kind for (_, reason), kind in _CLASSES.items() if reason
}
