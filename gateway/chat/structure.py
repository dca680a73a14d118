"""The shape that a caller wants its answer to have, as one JSON Schema and one check.

Two spellings are read: shorthand (``{"pages": "number", "issues": "string[]"}``, whose objects are
closed and whose fields are required unless marked ``?``) and a small part of JSON Schema. What
cannot be promised is refused by name. A caller's schema is never handed on as it came: what the
model and the checker get is rebuilt here, without its descriptions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from gateway.chat.mismatch import find_mismatches
from gateway.core.json import Json, JsonObject

MAX_NODES: Final = 1000

_TYPES: Final = frozenset({"object", "array", "string", "number", "integer", "boolean", "null"})
_WORDS: Final[Mapping[str, JsonObject]] = {
    **{name: {"type": name} for name in ("string", "number", "integer", "boolean", "null")},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
}
_ANNOTATIONS: Final = frozenset(
    {"$schema", "$id", "$comment", "title", "description", "default", "examples", "format"}
)
_BOUNDS: Final = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")


class NotPromised(Exception):
    """A shape that the gateway cannot hold an answer to; the text says which part of it."""


@dataclass(frozen=True, slots=True)
class Structure:
    """``schema`` is the shape as JSON Schema, without references and annotations."""

    schema: JsonObject

    def find_mismatches(self, value: Json) -> list[str]:
        """What is wrong with the value, one path and reason each; none when it fits."""
        return find_mismatches(value, self.schema)


def read_structure(contract: Json) -> Structure:
    """Raise NotPromised for a shape that is not understood in full."""
    read = _Reader()
    if _is_json_schema(contract):
        return Structure(read.schema(contract, ""))
    return Structure(read.shorthand(contract, "")[0])


def _is_json_schema(contract: Json) -> bool:
    # A shorthand object has fields named by the caller, so only what shorthand cannot say decides.
    if not isinstance(contract, dict):
        return False
    kind = contract.get("type")
    return (
        not contract
        or "$schema" in contract
        or "$ref" in contract
        or isinstance(contract.get("properties"), dict)
        or kind in ("object", "array")
        or (isinstance(kind, list) and set(map(str, kind)) <= _TYPES)
    )


class _Reader:
    def __init__(self) -> None:
        self._left = MAX_NODES

    def shorthand(self, value: Json, path: str) -> tuple[dict[str, Any], bool]:
        """The schema of one shorthand value, and whether the field may be left out."""
        self._count()
        if isinstance(value, str):
            word = value.strip()
            return self._word(word.removesuffix("?").strip(), path), word.endswith("?")
        if isinstance(value, list) and len(value) == 1:
            return {"type": "array", "items": self.shorthand(value[0], f"{path}[]")[0]}, False
        if not isinstance(value, dict):
            raise NotPromised(f"{path or 'the shape'} is neither a type, an object nor a list")
        fields = {name: self.shorthand(inner, _join(path, name)) for name, inner in value.items()}
        required = [name for name, (_, is_optional) in fields.items() if not is_optional]
        properties = {name: schema for name, (schema, _) in fields.items()}
        made = {"type": "object", "properties": properties, "required": required}
        return {**made, "additionalProperties": False}, False

    def schema(self, value: Json, path: str) -> dict[str, Any]:
        """The part of a JSON Schema that is promised, annotations left out."""
        self._count()
        if not isinstance(value, dict):
            raise NotPromised(f"{path or 'the schema'} is not an object")
        made: dict[str, Any] = {}
        for keyword, said in value.items():
            read = self._KEYWORDS.get(keyword)
            if read is not None:
                made[keyword] = read(self, said, path)
            elif keyword not in _ANNOTATIONS:
                raise NotPromised(f"{keyword[:64]!r} at {path or 'the top'} is not supported")
        return made

    def _word(self, word: str, path: str) -> dict[str, Any]:
        if word.endswith("[]"):
            return {"type": "array", "items": self._word(word[:-2].strip(), f"{path}[]")}
        choices = [choice.strip() for choice in word.split("|")]
        if len(choices) > 1 and all(choices):
            is_types = set(choices) <= _WORDS.keys() - {"date", "datetime"}
            return {"type": choices} if is_types else {"type": "string", "enum": choices}
        if word not in _WORDS:
            raise NotPromised(f"{word[:64]!r} at {path or 'the top'} is not a type")
        return dict(_WORDS[word])

    def _type(self, said: Json, path: str) -> Json:
        names = said if isinstance(said, list) and said else [said]
        if not all(isinstance(name, str) and name in _TYPES for name in names):
            raise NotPromised(f"type at {path or 'the top'} is not a type of JSON")
        return said

    def _properties(self, said: Json, path: str) -> Json:
        if not isinstance(said, dict):
            raise NotPromised(f"properties at {path or 'the top'} is not an object")
        return {name: self.schema(inner, _join(path, name)) for name, inner in said.items()}

    def _items(self, said: Json, path: str) -> Json:
        return self.schema(said, f"{path}[]")

    def _names(self, said: Json, path: str) -> Json:
        if not isinstance(said, list) or not all(isinstance(name, str) for name in said):
            raise NotPromised(f"required at {path or 'the top'} is not a list of names")
        self._count(len(said))
        return said

    def _values(self, said: Json, path: str) -> Json:
        if not isinstance(said, list) or not said:
            raise NotPromised(f"enum at {path or 'the top'} is not a list of values")
        self._count(len(said))
        return said

    def _flag(self, said: Json, path: str) -> Json:
        if not isinstance(said, bool):
            raise NotPromised(f"additionalProperties at {path or 'the top'} is not true or false")
        return said

    def _number(self, said: Json, path: str) -> Json:
        if isinstance(said, bool) or not isinstance(said, int | float):
            raise NotPromised(f"a bound at {path or 'the top'} is not a number")
        return said

    def _count(self, nodes: int = 1) -> None:
        self._left -= nodes
        if self._left < 0:
            raise NotPromised(f"it has more than {MAX_NODES} parts")

    _KEYWORDS: Final[Mapping[str, Callable[["_Reader", Json, str], Json]]] = {
        "type": _type,
        "properties": _properties,
        "required": _names,
        "additionalProperties": _flag,
        "items": _items,
        "enum": _values,
        **dict.fromkeys(_BOUNDS, _number),
    }


def _join(path: str, name: str) -> str:
    return f"{path}.{name[:64]}" if path else name[:64]
