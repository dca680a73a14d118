"""Checked access to the members of a foreign JSON object; null is the same as absent."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, TypeVar

from gateway.core.errors import InvalidParams, Violation
from gateway.core.json import Json, JsonObject

MAX_NAME: Final = 256
MAX_TOKEN: Final = 4096
"""What is handed back as it came: page tokens, credentials, addresses."""
MAX_ITEMS: Final = 100

Named = TypeVar("Named")

_DIGITS: Final = re.compile("[0-9]{1,18}")


def wrong(field: str, expected: str) -> InvalidParams:
    """The error to raise for one field, which it names as a violation."""
    return InvalidParams(f"{field} {expected}", violations=(Violation(field, expected),))


def find(wire: JsonObject, member: str) -> Json:
    """The member under its camelCase name or, as ProtoJSON allows, its snake_case one."""
    value = wire.get(member)
    return wire.get(_snake(member)) if value is None else value


def read_object(value: Json, field: str) -> JsonObject:
    """The object; an absent one is empty."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise wrong(field, "must be an object")
    return value


def read_list(value: Json, field: str) -> list[Json]:
    """The list, of at most 100 items; an absent one is empty."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise wrong(field, "must be a list")
    if len(value) > MAX_ITEMS:
        raise wrong(field, f"must have at most {MAX_ITEMS} items")
    return value


def read_name(wire: JsonObject, member: str, path: str = "", *, limit: int = MAX_NAME) -> str:
    """An id or another short string; "" when it is absent. ``path`` ends with its dot."""
    value = find(wire, member)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > limit:
        raise wrong(path + member, f"must be a string of at most {limit} characters")
    return value


def read_required_name(wire: JsonObject, member: str, path: str = "") -> str:
    name = read_name(wire, member, path)
    if not name:
        raise wrong(path + member, "is required")
    return name


def read_names(wire: JsonObject, member: str, path: str = "") -> tuple[str, ...]:
    value = find(wire, member)
    if value is None:
        return ()
    names = read_list(value, path + member)
    if not all(isinstance(name, str) and len(name) <= MAX_NAME for name in names):
        raise wrong(path + member, f"must hold strings of at most {MAX_NAME} characters")
    return tuple(names)


def read_text(wire: JsonObject, member: str, path: str = "") -> str:
    """A string of any length that the body allows; "" when it is absent."""
    value = find(wire, member)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise wrong(path + member, "must be a string")
    return value


def read_flag(wire: JsonObject, member: str, path: str = "") -> bool | None:
    value = find(wire, member)
    if value is not None and not isinstance(value, bool):
        raise wrong(path + member, "must be true or false")
    return value


def read_count(wire: JsonObject, member: str, path: str = "") -> int | None:
    """The number, which ProtoJSON and a query may write as a text, and JSON Schema as 5.0."""
    value = find(wire, member)
    is_text = isinstance(value, str) and _DIGITS.fullmatch(value)
    if is_text or (isinstance(value, float) and value.is_integer()):
        value = int(value)
    # True is an int to Python and is none to JSON.
    if value is not None and (type(value) is not int or value < 0):
        raise wrong(path + member, "must be a non-negative integer")
    return value


def find_named(value: Json, names: Mapping[Any, Named]) -> Named | None:
    """What a value of an enum stands for, by its name or, as ProtoJSON allows, its number."""
    # True and 1.0 are 1 to a mapping, and no number of an enum.
    return names.get(value) if type(value) in (str, int) else None


def read_metadata(wire: JsonObject, path: str = "") -> JsonObject | None:
    """The object; an empty one is the same as none."""
    value = wire.get("metadata")
    if value is None:
        return None
    return read_object(value, path + "metadata") or None


@cache
def _snake(member: str) -> str:
    return re.sub("[A-Z]", lambda capital: "_" + capital[0].lower(), member)
