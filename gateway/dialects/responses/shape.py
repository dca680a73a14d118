"""The shape that an answer is asked to have, as OpenAI's ``text.format``, both ways.

It takes JSON Schema alone, and callers may have written shorthand (``{"pages": "number"}``): that
is written out here. What is neither goes as it came, and the peer says what it makes of it.
"""

from typing import Any, Final

from gateway.contract import ContractNotSupported, is_schema, read_shorthand
from gateway.core.json import Json, JsonObject
from gateway.dialects.lenient.fields import read_name, read_object, wrong

_NAME: Final = "answer"
_FORMAT: Final = "text.format"
_MARK: Final = "$schema"
_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


def write_format(shape: Json) -> dict[str, Any]:
    schema = shape if is_schema(shape) else _write_out(shape)
    return {"type": "json_schema", "name": _NAME, "schema": schema}


def read_format(text: JsonObject) -> Json:
    """The shape that is asked for; None for words. Raise InvalidParams."""
    said = read_object(text.get("format"), _FORMAT)
    match read_name(said, "type", f"{_FORMAT}.") or "text":
        case "text":
            return None
        case "json_object":
            return {"type": "object"}
        case "json_schema":
            schema = said.get("schema")
            if not isinstance(schema, dict):
                raise wrong(f"{_FORMAT}.schema", "must be a JSON Schema")
            # So that it is read as one, whatever its fields are called.
            return schema if _MARK in schema else {_MARK: _DRAFT, **schema}
        case _:
            raise wrong(f"{_FORMAT}.type", "must be one of text, json_object, json_schema")


def repeat_text(asked: Json) -> dict[str, Any]:
    """The ``text`` of a request as its response has it: whole, whatever was left out there."""
    text = asked if isinstance(asked, dict) else {}
    said = text.get("format")
    whole = {"type": "text", **(said if isinstance(said, dict) else {})}
    if whole["type"] == "json_schema":
        whole = {"name": _NAME, "description": None, **whole, "strict": whole.get("strict") is True}
    return {**text, "format": whole}


def _write_out(shape: Json) -> Json:
    try:
        return read_shorthand(shape)
    except ContractNotSupported:
        return shape
