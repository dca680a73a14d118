"""Whether a notice is one that a trigger waits for: pure, over its fields and nothing else.

A number is compared with a number, also one that is written as a text; a date with a date, of which
a day alone is its midnight in UTC. What cannot be compared meets no condition but ``ne``.
"""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import assert_never

from gateway.core.clock import ms_from_iso
from gateway.core.errors import InvalidParams
from gateway.core.json import Json, JsonObject
from gateway.core.notice import Notice
from gateway.core.trigger import Condition, Op, Trigger, find_field, fits, write_fields


def wants(trigger: Trigger, type_name: str) -> bool:
    """Whether notices of this type can be what it waits for."""
    return any(fits(pattern, type_name) for pattern in trigger.on)


def matches(trigger: Trigger, notice: Notice) -> bool:
    """Whether this notice is; how many of them it takes is not asked here."""
    if not wants(trigger, notice.type):
        return False
    if not trigger.where:
        return True
    fields = write_fields(notice)
    held = (holds(condition, fields) for condition in trigger.where)
    return any(held) if trigger.is_any else all(held)


def holds(condition: Condition, fields: JsonObject) -> bool:
    found, value = find_field(fields, condition.field), condition.value
    match condition.op:
        case Op.EXISTS:
            return (found is not None) is value
        case Op.NE:
            return not _is_same(found, value)
        case Op.EQ:
            return _is_same(found, value)
        case Op.IN:
            return any(_is_same(found, item) for item in value)
        case Op.CONTAINS:
            return _contains(found, value)
        case Op.GT:
            return _order(found, value) == 1
        case Op.GTE:
            return _order(found, value) in (0, 1)
        case Op.LT:
            return _order(found, value) == -1
        case Op.LTE:
            return _order(found, value) in (-1, 0)
        case _:
            assert_never(condition.op)


def _is_same(one: Json, other: Json) -> bool:
    """As JSON: 1 is 1.0, and neither is true."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _contains(found: Json, value: Json) -> bool:
    """A text of a text, upper or lower case, or an item of a list."""
    if isinstance(found, str):
        return isinstance(value, str) and value.casefold() in found.casefold()
    return isinstance(found, Sequence) and any(_is_same(item, value) for item in found)


def _order(found: Json, value: Json) -> int | None:
    """-1, 0 or 1; None where they cannot be compared."""
    if isinstance(value, str):
        one, other = _read_moment(found), _read_moment(value)
    else:
        one, other = _read_number(found), _read_number(value)
    if one is None or other is None:
        return None
    return (one > other) - (one < other)


def _read_number(value: Json) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _read_moment(value: Json) -> Decimal | None:
    try:
        return Decimal(ms_from_iso(value))
    except InvalidParams:
        return None
