"""Whether a value fits a schema that ``structure`` made, and where it does not."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from gateway.core.json import Json, JsonObject

MAX_MISMATCHES: Final = 20

_IS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "number": lambda value: _is_number(value),
    "integer": lambda value: _is_number(value) and value == int(value),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}
_READ_FORMAT: Final[Mapping[str, Callable[[str], object]]] = {
    "date": date.fromisoformat,
    "date-time": datetime.fromisoformat,
}
_MEASURES: Final[tuple[tuple[str, str, Callable[[Any], Any]], ...]] = (
    ("number", "imum", lambda value: value),
    ("string", "Length", len),
    ("array", "Items", len),
)


def find_mismatches(value: Json, schema: JsonObject) -> list[str]:
    """At most ``MAX_MISMATCHES``, as ``path: reason``; none when the value fits."""
    found = []
    for mismatch in _walk(value, schema, ""):
        found.append(mismatch)
        if len(found) == MAX_MISMATCHES:
            break
    return found


def _walk(value: Json, schema: JsonObject, path: str) -> Iterator[str]:
    kinds = schema.get("type")
    names = [kinds] if isinstance(kinds, str) else kinds
    if names and not any(_IS[name](value) for name in names):
        yield f"{path or 'the answer'}: must be {' or '.join(names)}"
        return
    if "enum" in schema and not any(_is_same(value, choice) for choice in schema["enum"]):
        yield f"{path or 'the answer'}: is none of the allowed values"
    yield from _walk_bounds(value, schema, path)
    if isinstance(value, str) and "format" in schema:
        try:
            _READ_FORMAT[schema["format"]](value)
        except ValueError:
            yield f"{path or 'the answer'}: must be a {schema['format']}"
    if isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            yield from _walk(item, schema["items"], f"{path}[{index}]")
    if isinstance(value, dict):
        yield from _walk_object(value, schema, path)


def _walk_object(value: JsonObject, schema: JsonObject, path: str) -> Iterator[str]:
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{_join(path, name)}: is missing"
    for name, inner in value.items():
        if name in properties:
            yield from _walk(inner, properties[name], _join(path, name))
        elif schema.get("additionalProperties") is False:
            yield f"{_join(path, name)}: was not asked for"


def _walk_bounds(value: Json, schema: JsonObject, path: str) -> Iterator[str]:
    for kind, ending, measure in _MEASURES:
        if not _IS[kind](value):
            continue
        least, most = schema.get(f"min{ending}"), schema.get(f"max{ending}")
        if least is not None and measure(value) < least:
            yield f"{path or 'the answer'}: must have min{ending} {least}"
        if most is not None and measure(value) > most:
            yield f"{path or 'the answer'}: must have max{ending} {most}"


def _is_number(value: Any) -> bool:
    # True is an int to Python and is none to JSON.
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_same(value: Json, choice: Json) -> bool:
    return value == choice and isinstance(value, bool) == isinstance(choice, bool)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
