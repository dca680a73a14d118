"""Contracts as hypothesis makes them, with the schema that each stands for, and answers to it."""

from typing import Any, NamedTuple

from hypothesis import strategies as st

from gateway.core.json import Json
from tests.dialects.strategies import JSON

NAMES = st.sampled_from(["a", "b", "type", "status", "reason", "items", "é"])
NUMBERS = st.integers(-3, 3) | st.floats(-3, 3) | st.sampled_from([2**60, 4.0])
TEXTS = st.text("ab|é?", max_size=4)
DATES = st.dates().map(str) | TEXTS
TIMES = st.datetimes().map(lambda at: at.isoformat() + "Z") | TEXTS


class Shape(NamedTuple):
    """What is asked, the schema that this means, and answers that mostly fit."""

    asked: Json
    schema: Json
    answers: st.SearchStrategy[Json]


WORDS = {
    "number": Shape("number", {"type": "number"}, NUMBERS),
    "integer": Shape("integer", {"type": "integer"}, NUMBERS),
    "boolean": Shape("boolean", {"type": "boolean"}, st.booleans()),
    "string": Shape("string", {"type": "string"}, TEXTS),
    "null": Shape("null", {"type": "null"}, st.none()),
    "date": Shape("date", {"type": "string", "format": "date"}, DATES),
    "datetime": Shape("datetime", {"type": "string", "format": "date-time"}, TIMES),
}
_CHOICES = ("quoted", "declined", "pending_review")
_CHOICE = Shape(
    "quoted | declined|pending_review",
    {"enum": list(_CHOICES)},
    st.sampled_from([*_CHOICES, "other"]),
)


def shorthand() -> st.SearchStrategy[Shape]:
    words = st.sampled_from([*WORDS.values(), _CHOICE])
    lists = st.sampled_from(list(WORDS.values())).map(
        lambda word: _list(word)._replace(asked=f"{word.asked}[]")
    )
    unions = st.lists(st.sampled_from(list(WORDS.values())), min_size=2, max_size=3).map(_union)
    flat = words | lists | unions
    return st.recursive(flat, lambda inner: inner.map(_list) | _objects(inner), max_leaves=6)


def schemas() -> st.SearchStrategy[Shape]:
    """In JSON Schema, which always begins with what shorthand cannot say."""
    words = st.sampled_from([*WORDS.values(), _CHOICE]).map(
        lambda word: word._replace(asked=word.schema)
    )
    bounded = st.builds(_bounded, st.integers(-2, 2), st.integers(0, 2)) | st.just(_texts())
    constants = JSON.map(lambda value: _same({"const": value}, st.just(value)))
    inner = st.recursive(
        words | bounded | constants,
        lambda inner: inner.map(_array) | _open_objects(inner) | _choices(inner),
        max_leaves=6,
    )
    return inner.map(lambda shape: _same({"$schema": "x", **shape.schema}, shape.answers))


def _same(schema: Any, answers: st.SearchStrategy[Json]) -> Shape:
    return Shape(schema, schema, answers)


def _list(item: Shape) -> Shape:
    return Shape(
        [item.asked],
        {"type": "array", "items": item.schema},
        st.lists(item.answers, max_size=3),
    )


def _union(words: list[Shape]) -> Shape:
    return Shape(
        " | ".join(word.asked for word in words),
        {"anyOf": [word.schema for word in words]},
        st.one_of([word.answers for word in words]),
    )


@st.composite
def _objects(draw: st.DrawFn, inner: st.SearchStrategy[Shape]) -> Shape:
    fields = draw(st.dictionaries(NAMES, inner, min_size=1, max_size=3))
    optional = {
        name
        for name, field in fields.items()
        if isinstance(field.asked, str) and draw(st.booleans())
    }
    return Shape(
        {
            name: f"{field.asked}?" if name in optional else field.asked
            for name, field in fields.items()
        },
        {
            "type": "object",
            "properties": {name: field.schema for name, field in fields.items()},
            "required": [name for name in fields if name not in optional],
            "additionalProperties": False,
        },
        _answers(fields, optional),
    )


def _answers(fields: dict[str, Shape], optional: set[str]) -> st.SearchStrategy[Json]:
    """Some of the optional fields, null for some; at times one that nobody asked for."""
    may = {name: fields[name].answers | st.none() for name in optional} | {"more": st.just(1)}
    must = {name: field.answers for name, field in fields.items() if name not in optional}
    return st.fixed_dictionaries(must, optional=may)


def _bounded(least: int, more: int) -> Shape:
    schema = {"type": "number", "minimum": least, "exclusiveMaximum": least + more + 1}
    return _same(schema, NUMBERS)


def _texts() -> Shape:
    return _same({"type": ["string", "null"], "minLength": 1, "maxLength": 3}, TEXTS | st.none())


def _array(item: Shape) -> Shape:
    schema = {"type": "array", "items": item.schema, "minItems": 1, "maxItems": 2}
    return _same(schema, st.lists(item.answers, max_size=3))


@st.composite
def _open_objects(draw: st.DrawFn, inner: st.SearchStrategy[Shape]) -> Shape:
    fields = draw(st.dictionaries(NAMES, inner, max_size=2))
    others = draw(inner)
    schema: dict[str, Any] = {
        "properties": {name: field.schema for name, field in fields.items()},
        "required": draw(st.lists(NAMES, max_size=1)),
        "additionalProperties": draw(st.sampled_from([True, False, others.schema])),
    }
    members = {name: field.answers for name, field in fields.items()}
    return _same(schema, st.fixed_dictionaries({}, optional={**members, "more": others.answers}))


@st.composite
def _choices(draw: st.DrawFn, inner: st.SearchStrategy[Shape]) -> Shape:
    among = draw(st.lists(inner, min_size=1, max_size=3))
    return _same(
        {"anyOf": [shape.schema for shape in among]},
        st.one_of([shape.answers for shape in among]),
    )
