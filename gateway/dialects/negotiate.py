"""The dialect ``negotiate`` of old Flowwink: ``{"type": "task", skill_id, input}``."""

from typing import Any, Final

from gateway.core.choose import Choice
from gateway.core.errors import UnsupportedOperation
from gateway.core.json import JsonObject
from gateway.core.message import Part
from gateway.dialects.base import WireRequest
from gateway.dialects.lenient.fields import read_required_name
from gateway.dialects.native.dialect import call_parts, make_dialect


def _is_negotiate(request: WireRequest) -> bool:
    body = request.body
    return isinstance(body, dict) and body.get("type") == "task" and bool(body.get("skill_id"))


def _read_parts(wire: JsonObject) -> tuple[Part, ...]:
    return call_parts(read_required_name(wire, "skill_id"), wire.get("input"), "input")


def _write_choice(choice: Choice) -> dict[str, Any]:
    if not choice.skill:
        raise UnsupportedOperation("negotiate asks for a skill by its name")
    return {"type": "task", "skill_id": choice.skill, "input": choice.arguments}


NEGOTIATE: Final = make_dialect(
    "negotiate", "{type, skill_id, input}", _is_negotiate, _read_parts, _write_choice
)
