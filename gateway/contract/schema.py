"""Contracts in JSON Schema: the part of it that is promised, read keyword by keyword.

What is read is rebuilt without annotations, and with its local references written out, so that the
checker knows neither. A keyword that is not here is refused by name, never passed over: a schema
that is half kept would be a promise that is not.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from gateway.contract.refuse import Budget, join, not_promised, show
from gateway.core.json import Json, JsonObject

TYPES: Final = frozenset({"object", "array", "string", "number", "integer", "boolean", "null"})
FORMATS: Final = frozenset({"date", "date-time"})
"""Those that are checked; any other says nothing, as the standard has it."""

_MOST_CHOICES: Final = 8
_REFERENCES: Final = ("#/$defs/", "#/definitions/")
_ANNOTATIONS: Final = frozenset(
    {
        *("$schema", "$id", "$comment", "$defs", "definitions", "title", "description"),
        *("default", "examples", "example", "deprecated", "readOnly", "writeOnly"),
    }
)
_NUMBERS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_SIZES: Final = ("minLength", "maxLength", "minItems", "maxItems")


def read_schema(value: JsonObject) -> dict[str, Any]:
    """Raise ContractNotSupported for what is not promised."""
    definitions: dict[str, Json] = {}
    for prefix in _REFERENCES:
        found = value.get(prefix[2:-1])
        if isinstance(found, dict):
            definitions.update({prefix + _escape(name): inner for name, inner in found.items()})
    return _Reader(definitions).read(value, "", 0)


class _Reader:
    def __init__(self, definitions: Mapping[str, Json]) -> None:
        self._definitions = definitions
        self._budget = Budget()
        self._open: list[str] = []

    def read(self, value: Json, path: str, depth: int) -> dict[str, Any]:
        self._budget.spend(path, depth=depth)
        if not isinstance(value, dict):
            raise not_promised(path, "a schema that is not an object")
        if "$ref" in value:
            return self._follow(value, path, depth)
        made: dict[str, Any] = {}
        for keyword, said in value.items():
            read = _READERS.get(keyword)
            if read is not None:
                if (kept := read(self, said, path, depth + 1)) is not None:
                    made[keyword] = kept
            elif keyword not in _ANNOTATIONS and keyword != "nullable":
                raise not_promised(path, f"{show(keyword)}, which is not supported,")
        return _or_null(value, self._merged(made, path))

    def _merged(self, made: dict[str, Any], path: str) -> dict[str, Any]:
        """One of one is that one, and a constant is the one value to choose."""
        if "allOf" in made:
            if len(made) > 1:
                raise not_promised(path, "'allOf' beside other keywords")
            only: dict[str, Any] = made["allOf"]
            return only
        if "const" in made:
            if "enum" in made:
                raise not_promised(path, "'const' beside 'enum'")
            made["enum"] = made.pop("const")
        return made

    def _follow(self, value: JsonObject, path: str, depth: int) -> dict[str, Any]:
        name = value["$ref"]
        for keyword in value:
            if keyword not in _ANNOTATIONS and keyword not in ("$ref", "nullable"):
                raise not_promised(path, f"{show(keyword)} beside '$ref'")
        if not isinstance(name, str) or name not in self._definitions:
            raise not_promised(path, f"'$ref' {show(name)}, which is not in '$defs',")
        if name in self._open:
            raise not_promised(path, f"'$ref' {show(name)}, which comes back to itself,")
        self._open.append(name)
        made = self.read(self._definitions[name], path, depth + 1)
        self._open.pop()
        return _or_null(value, made)

    def type(self, said: Json, path: str, _: int) -> Json:
        names = said if isinstance(said, list) and said else [said]
        self._budget.spend(path, len(names) - 1)
        if not all(isinstance(name, str) and name in TYPES for name in names):
            raise not_promised(path, "'type', which names no type of JSON,")
        return said

    def properties(self, said: Json, path: str, depth: int) -> Json:
        if not isinstance(said, dict):
            raise not_promised(path, "'properties', which is not an object,")
        return {name: self.read(inner, join(path, name), depth) for name, inner in said.items()}

    def items(self, said: Json, path: str, depth: int) -> Json:
        return self.read(said, f"{path}[]", depth)

    def additional(self, said: Json, path: str, depth: int) -> Json:
        return said if isinstance(said, bool) else self.read(said, join(path, "*"), depth)

    def any_of(self, said: Json, path: str, depth: int) -> Json:
        if not isinstance(said, list) or not 1 <= len(said) <= _MOST_CHOICES:
            raise not_promised(path, f"'anyOf', which is not a list of 1 to {_MOST_CHOICES},")
        return [self.read(inner, path, depth) for inner in said]

    def all_of(self, said: Json, path: str, depth: int) -> Json:
        if not isinstance(said, list) or len(said) != 1:
            raise not_promised(path, "'allOf', which is not a list of one,")
        return self.read(said[0], path, depth)

    def names(self, said: Json, path: str, _: int) -> Json:
        if not isinstance(said, list) or not all(isinstance(name, str) for name in said):
            raise not_promised(path, "'required', which is not a list of names,")
        self._budget.spend(path, len(said))
        return said

    def values(self, said: Json, path: str, depth: int) -> Json:
        if not isinstance(said, list) or not said:
            raise not_promised(path, "'enum', which is not a list of values,")
        self._count(said, path, depth)
        return said

    def value(self, said: Json, path: str, depth: int) -> Json:
        self._count(said, path, depth)
        return [said]

    def number(self, said: Json, path: str, _: int) -> Json:
        if isinstance(said, bool) or not isinstance(said, int | float):
            raise not_promised(path, "a bound that is not a number")
        return said

    def size(self, said: Json, path: str, _: int) -> Json:
        if type(said) is not int or said < 0:
            raise not_promised(path, "a length that is not a whole number")
        return said

    def format(self, said: Json, _path: str, _: int) -> Json:
        return said if isinstance(said, str) and said in FORMATS else None

    def _count(self, value: Json, path: str, depth: int) -> None:
        self._budget.spend(path, depth=depth)
        if isinstance(value, dict | list):
            self._budget.spend(path, len(value))
            for inner in value.values() if isinstance(value, dict) else value:
                if isinstance(inner, dict | list):
                    self._count(inner, path, depth + 1)


_READERS: Final[Mapping[str, Callable[[_Reader, Json, str, int], Json]]] = {
    "type": _Reader.type,
    "properties": _Reader.properties,
    "required": _Reader.names,
    "additionalProperties": _Reader.additional,
    "items": _Reader.items,
    "anyOf": _Reader.any_of,
    "allOf": _Reader.all_of,
    "enum": _Reader.values,
    "const": _Reader.value,
    "format": _Reader.format,
    **dict.fromkeys(_NUMBERS, _Reader.number),
    **dict.fromkeys(_SIZES, _Reader.size),
}


def _or_null(value: JsonObject, made: dict[str, Any]) -> dict[str, Any]:
    """``nullable`` is OpenAPI's."""
    return {"anyOf": [made, {"type": "null"}]} if value.get("nullable") is True else made


def _escape(name: str) -> str:
    """As JSON Pointer writes it (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
