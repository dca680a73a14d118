"""The shape that an answer is asked to have, as OpenAI's ``text.format``.

It takes JSON Schema alone, and callers may have written shorthand (``{"pages": "number"}``): that
is written out here. What is neither goes as it came, and the peer says what it makes of it.
"""

from collections.abc import Mapping
from typing import Any, Final

from gateway.core.json import Json

_NAME: Final = "answer"
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    **{word: {"type": word} for word in ("string", "number", "integer", "boolean", "null")},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
}
_KEYWORDS: Final = frozenset({"$schema", "$ref", "anyOf", "properties", "items", "enum", "const"})
_KINDS: Final = frozenset({"object", "array"})


def write_format(shape: Json) -> dict[str, Any]:
    schema = shape if _is_schema(shape) else _write(shape)
    return {"type": "json_schema", "name": _NAME, "schema": schema}


def _is_schema(shape: Json) -> bool:
    """A field of a shorthand object may have any name, but not any kind of value."""
    if not isinstance(shape, dict):
        return False
    kind = shape.get("type")
    if isinstance(kind, list) or (isinstance(kind, str) and kind in _KINDS):
        return True
    return not shape or any(
        isinstance(shape.get(word), str if word.startswith("$") else dict | list)
        for word in _KEYWORDS
    )


def _write(shape: Json) -> Json:
    match shape:
        case str():
            return _write_word(shape.strip().removesuffix("?").strip())
        case [item]:
            return {"type": "array", "items": _write(item)}
        case dict():
            return {
                "type": "object",
                "properties": {name: _write(field) for name, field in shape.items()},
                "required": [name for name, field in shape.items() if not _is_optional(field)],
                "additionalProperties": False,
            }
        case _:
            return shape


def _write_word(word: str) -> dict[str, Any]:
    if word in _WORDS:
        return dict(_WORDS[word])
    if word.endswith("[]"):
        return {"type": "array", "items": _write_word(word.removesuffix("[]").strip())}
    return {"type": "string", "enum": [choice.strip() for choice in word.split("|")]}


def _is_optional(field: Json) -> bool:
    return isinstance(field, str) and field.strip().endswith("?")
