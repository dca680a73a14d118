"""Which notices something waits for: patterns of types, and conditions on fields.

Plain values, for the rows of the config and for what carries them out. A field is named by its way
into ``{id, type, at, subject, peer, data}``, in which a step may be the place in a list, from 0.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct

from gateway.core.clock import iso_from_ms
from gateway.core.json import Json, JsonObject
from gateway.core.notice import Notice

_PATH: Final = re.compile(r"id|type|at|subject|peer|data(\.[^.\s{}?]+)*")


class Op(StrEnum):
    EQ = "eq"
    NE = "ne"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"
    IN = "in"
    CONTAINS = "contains"
    EXISTS = "exists"


class Condition(Struct, frozen=True):
    """``value`` is what the field is compared with; of ``exists``, whether it must be there."""

    field: str
    op: Op
    value: Json


class Trigger(Struct, frozen=True):
    """Of ``where`` all must hold, or with ``is_any`` one. It is due with the ``min_count``-th such
    notice within ``window_ms``, and then the counting begins anew.
    """

    on: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    is_any: bool = False
    min_count: int = 1
    window_ms: int = 0


def fits(pattern: str, name: str) -> bool:
    """Whether the name of a type is one of a pattern: ``*`` is all, ``deal.*`` all of deals."""
    if pattern == "*":
        return True
    steps, names = pattern.split("."), name.split(".")
    return len(steps) == len(names) and all(
        step in ("*", word) for step, word in zip(steps, names, strict=True)
    )


def write_fields(notice: Notice) -> JsonObject:
    """The notice as conditions and templates see it."""
    return {
        "id": notice.id,
        "type": notice.type.value,
        "at": iso_from_ms(notice.at),
        "subject": notice.subject,
        "peer": notice.peer,
        "data": notice.data,
    }


def is_path(text: str) -> bool:
    """Whether it can name a field of a notice."""
    return _PATH.fullmatch(text) is not None


def find_field(fields: Json, path: str) -> Json:
    """The value at the end of the way; None where there is none, or null."""
    value = fields
    for step in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, Sequence) and not isinstance(value, str) and _is_place(step):
            value = value[int(step)] if int(step) < len(value) else None
        else:
            return None
    return value


def _is_place(step: str) -> bool:
    return step.isascii() and step.isdecimal() and len(step) <= 6
