"""What rows that wait for notices have in common: which types, which fields, how many of them."""

from datetime import date, time
from typing import Any, Literal, Self

from pydantic import field_validator, model_validator

from gateway.config.fields import Count, Seconds, Text
from gateway.config.section import Section
from gateway.core.clock import ms_from_iso
from gateway.core.errors import InvalidParams
from gateway.core.notice import NoticeType
from gateway.core.trigger import Condition, Op, Trigger, fits, is_path

_ORDERED = frozenset({Op.GT, Op.GTE, Op.LT, Op.LTE})


def read_dates(value: Any) -> Any:
    """The value with the dates that TOML has written as JSON has them: as texts."""
    if isinstance(value, dict):
        return {name: read_dates(item) for name, item in value.items()}
    if isinstance(value, list):
        return [read_dates(item) for item in value]
    return value.isoformat() if isinstance(value, date | time) else value


class FilterRow(Section):
    """One condition on a field, such as ``data.urgency``. A field that is missing, or null, meets
    ``ne`` and ``exists = false`` alone.
    """

    field: Text
    op: Op = Op.EQ
    value: Any = None

    @field_validator("field")
    @classmethod
    def _check_field(cls, value: str) -> str:
        if not is_path(value):
            raise ValueError("must be id, type, at, subject, peer, or a field such as data.ref")
        return value

    @field_validator("value", mode="before")
    @classmethod
    def _read_dates(cls, value: Any) -> Any:
        return read_dates(value)

    @model_validator(mode="after")
    def _check_value(self) -> Self:
        if self.op is Op.EXISTS:
            if not isinstance(self.value, bool | None):
                raise ValueError("exists takes true or false as its value")
        elif self.op is Op.IN:
            if not isinstance(self.value, list) or not self.value:
                raise ValueError("in takes a list of values")
            if not all(_is_plain(item) for item in self.value):
                raise ValueError("in takes a list of texts, numbers, true and false")
        elif not _is_plain(self.value):
            raise ValueError(f"{self.op} takes a text, a number, true or false as its value")
        elif self.op in _ORDERED and not _is_ordered(self.value):
            raise ValueError(f"{self.op} takes a number, or a date such as 2027-04-28")
        return self

    def as_condition(self) -> Condition:
        value = self.value is not False if self.op is Op.EXISTS else self.value
        return Condition(self.field, self.op, value)


class TriggerSection(Section):
    """``on`` names types, ``"deal.*"`` all of one kind and ``"*"`` all. Of ``where`` all
    conditions must hold, or with ``match = "any"`` one. With ``min_count``, that many such notices
    must come within ``window`` seconds.
    """

    on: tuple[Text, ...] = ()
    where: tuple[FilterRow, ...] = ()
    match: Literal["all", "any"] = "all"
    min_count: Count = 1
    window: Seconds | None = None

    @field_validator("on", mode="before")
    @classmethod
    def _read_one(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @field_validator("on")
    @classmethod
    def _check_types(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in value:
            if not any(fits(pattern, known) for known in NoticeType):
                known = ", ".join(NoticeType)
                raise ValueError(f"names a type that there is not; there are {known}, and deal.*")
        return value

    @model_validator(mode="after")
    def _check_trigger(self) -> Self:
        if (self.min_count > 1) != (self.window is not None):
            raise ValueError("needs min_count, of 2 at least, and window together")
        if not self.on and (self.where or self.min_count > 1):
            raise ValueError("has conditions and no `on` that they are of")
        return self

    def as_trigger(self) -> Trigger:
        return Trigger(
            self.on,
            tuple(row.as_condition() for row in self.where),
            self.match == "any",
            self.min_count,
            round((self.window or 0) * 1000),
        )


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float)


def _is_ordered(value: object) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return True
    try:
        ms_from_iso(value)
    except InvalidParams:
        return False
    return True
