"""Arguments for a skill, taken from a text where its schema makes that safe.

Safe means that there is one reading: one catalogue entry, one word of an enumeration, one number
that counts what the field counts. What has two readings is left open, and asked for. So is what a
text beyond ``MOST_LETTERS`` says, which is no request in plain words and would take long to read.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Final, TypeVar

from msgspec import Struct
from pydantic import BaseModel

from gateway.chat.router.dates import find_dates
from gateway.chat.router.names import find_names
from gateway.chat.router.numbers import Number, find_numbers
from gateway.core.json import JsonObject
from gateway.skillkit.declare import Skill
from gateway.skillkit.mentions import Mentions

T = TypeVar("T")

MOST_LETTERS: Final = 10_000
_NUMERIC: Final = ("integer", "number")
_CENTS: Final = "cents"
_COUNTS: Final = frozenset({"qty", "quantity", "count", "amount", "number", "pieces", "units"})
_PIECE_WORDS: Final = "piece pieces pcs pc unit units st stück stk"
# What follows a number that counts nothing of which an order is made.
_MEASURE_WORDS: Final = """
mm mm² mm2 cm m km g kg t l ml v a w kw hz x pole poles percent hour hours day days week weeks month
months year years minute minutes am pm o
"""
_PIECES: Final = frozenset(_PIECE_WORDS.split())
_MEASURES: Final = frozenset(_MEASURE_WORDS.split())
_WORD: Final = re.compile(r"[^\W_]+")
# A number's label is looked for in so many letters before it.
_LOOK_BACK: Final = 40


class Draft(Struct, frozen=True):
    """``missing`` are the required fields that the text does not settle."""

    arguments: JsonObject
    missing: tuple[str, ...]


def draft(skill: Skill, text: str, today: date) -> Draft:
    """What the text says of the skill's arguments."""
    if skill.arguments is None:
        return Draft({"text": text}, ())
    fields = _fields(skill.arguments, skill.input_schema)
    reading = _Reading(text, today, fields)
    found = {field.name: value for field in fields if (value := reading.of(field)) is not None}
    return Draft(found, tuple(f.name for f in fields if f.is_required and f.name not in found))


def fill(skill: Skill, drafted: Draft, field_name: str, answer: str, today: date) -> JsonObject:
    """The arguments with the answer to the question for that one field.

    A text that was asked for is taken as it is; the skill's own check judges the rest.
    """
    assert skill.arguments is not None
    fields = _fields(skill.arguments, skill.input_schema)
    field = next(field for field in fields if field.name == field_name)
    value = _Reading(answer, today, [field]).of(field)
    if value is None:
        numbers = find_numbers(answer[:MOST_LETTERS])
        is_count = field.kind in _NUMERIC and len(numbers) == 1
        value = numbers[0].value if is_count else answer.strip()
    return {**drafted.arguments, field_name: value}


class _Field(Struct, frozen=True):
    """A field under the name that callers use; ``schema`` is its own, without null."""

    name: str
    is_required: bool
    schema: JsonObject
    mentions: Mentions | None

    @property
    def kind(self) -> str:
        return str(self.schema.get("type", ""))

    @property
    def words(self) -> list[str]:
        return self.name.casefold().split("_")


def _fields(model: type[BaseModel], schema: JsonObject) -> list[_Field]:
    return [
        _Field(
            name=(alias := field.alias or name),
            is_required=field.is_required(),
            schema=_own_schema(schema, schema["properties"][alias]),
            mentions=next((mark for mark in field.metadata if isinstance(mark, Mentions)), None),
        )
        for name, field in model.model_fields.items()
    ]


def _own_schema(whole: JsonObject, own: JsonObject) -> JsonObject:
    for choice in (own, *own.get("anyOf", ())):
        if "$ref" in choice:
            definition: JsonObject = whole["$defs"][choice["$ref"].rpartition("/")[2]]
            return definition
        if choice.get("type", "null") != "null" or "enum" in choice:
            found: JsonObject = choice
            return found
    return own


class _Reading:
    """One text, and what it settles of some fields."""

    def __init__(self, text: str, today: date, fields: Sequence[_Field]) -> None:
        self._fields = fields
        self._text = text = text if len(text) <= MOST_LETTERS else ""
        self._today = today
        self._words = [word.casefold() for word in _WORD.findall(text)]
        self._numbers = find_numbers(text)

    def of(self, field: _Field) -> Any:
        """The field's value, None where the text does not settle it."""
        if field.mentions is not None:
            return _only(field.mentions.find(self._text))
        if "enum" in field.schema:
            return _only([c for c in field.schema["enum"] if str(c).casefold() in self._words])
        if field.kind in _NUMERIC:
            return self._number(field)
        if field.schema.get("format") == "date":
            day = _only(find_dates(self._text, self._today))
            return None if day is None else day.isoformat()
        if field.kind == "string" and field.is_required:
            return _only(find_names(self._text, field.words))
        return None

    def _number(self, field: _Field) -> int | float | None:
        words = field.words
        if words[-1] == _CENTS:
            return self._cents(words[:-1])
        counted = [number for number in self._numbers if not number.is_money]
        named = [number for number in counted if _is_like(number.unit, words)]
        if named or not _COUNTS.intersection(words):
            return _only([number.value for number in named])
        others = [word for other in self._fields if other is not field for word in other.words]
        counted = [
            number
            for number in counted
            if number.unit not in _MEASURES and not _is_like(number.unit, others)
        ]
        for is_sure in (self._is_labelled, _is_of_pieces):
            if sure := [number for number in counted if is_sure(number)]:
                counted = sure
                break
        return _only([number.value for number in counted])

    def _cents(self, words: Sequence[str]) -> int | None:
        """An amount of money is told in whole units of its currency."""
        if words and not set(words).intersection(self._words):
            return None
        value = _only([number.value for number in self._numbers if number.is_money])
        return None if value is None else round(value * 100)

    def _is_labelled(self, number: Number) -> bool:
        before = self._text[max(0, number.start - _LOOK_BACK) : number.start]
        words = _WORD.findall(before.casefold())
        return bool(words) and words[-1] in _COUNTS


def _is_of_pieces(number: Number) -> bool:
    return number.unit in _PIECES


def _is_like(unit: str, words: Sequence[str]) -> bool:
    return any(unit.removesuffix("s") == word.removesuffix("s") for word in words)


def _only(values: Sequence[T]) -> T | None:
    """The one value there is; None for none and for several."""
    once = list(dict.fromkeys(values))
    return once[0] if len(once) == 1 else None
