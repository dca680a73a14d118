"""A request to many as other systems post it: its fields under the names that they have there.

What the request has no field for is part of what is asked for, so that nothing of it is lost.
"""

from collections.abc import Iterator
from typing import Any, Final

from gateway.config.audience import Audience
from gateway.core.errors import InvalidParams, Violation
from gateway.core.json import Json, JsonObject
from gateway.deals.request import DealRequest, read_request

_SYNONYMS: Final = {
    "subject": ("product", "title"),
    "needed_by": ("delivery_required_by", "required_by"),
    "deadline": ("reply_by", "respond_by"),
    "spec": ("specification", "specs"),
    "quantity": ("qty",),
}
# What a signal holds for our own house, which peers are not told.
_OURS: Final = frozenset({"url", "content", "note", "source_type", "urgency"})
_NOBODY: Final = (
    "must say who is asked: peers, tags, skills or all = true, in the body,"
    " or as [signals.audience] in the config for those that say nothing"
)


def is_request(wire: JsonObject) -> bool:
    """Whether a body asks for offers: it says of what type they are and which fields they have."""
    return wire.get("type") is not None and any(
        wire.get(name) is not None for name in _names_of("response_schema")
    )


def read_posted(wire: JsonObject, audience: Audience | None) -> DealRequest:
    """``audience`` is asked where the body names nobody; raise InvalidParams naming each field."""
    rest = {name: value for name, value in wire.items() if value is not None and name not in _OURS}
    request: dict[str, Any] = {}
    for field in DealRequest.model_fields:
        name = next((name for name in _names_of(field) if name in rest), None)
        if name is not None:
            request[field] = rest.pop(name)
    request["spec"] = _read_spec(request.get("spec"), rest)
    if isinstance(currency := request.get("currency"), str):
        request["currency"] = currency.upper()
    if "audience" in request:
        request["audience"] = _read_audience(request["audience"])
    elif audience is not None:
        request["audience"] = audience
    else:
        raise InvalidParams(
            f"the request asks nobody: audience {_NOBODY}",
            violations=(Violation("audience", _NOBODY),),
        )
    return read_request(request)


def _names_of(field: str) -> Iterator[str]:
    """What a field is called elsewhere, its own name first."""
    first, *rest = field.split("_")
    yield field
    if rest:
        yield first + "".join(word.capitalize() for word in rest)
    yield from _SYNONYMS.get(field, ())


def _read_spec(spec: Json, rest: JsonObject) -> Json:
    """With all that has no field of its own; what is no object is left for ``read_request``."""
    if isinstance(spec, str):
        spec = {"description": spec}
    if spec is None or isinstance(spec, dict):
        return {**rest, **(spec or {})}
    return spec


def _read_audience(audience: Json) -> Json:
    """``"all"`` and a list of names, beside the table."""
    if audience == "all":
        return {"all": True}
    return {"peers": audience} if isinstance(audience, list) else audience
