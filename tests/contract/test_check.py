"""An answer fits whole, or each place where it does not is named."""

import pytest

from gateway.contract import read_contract
from gateway.contract.check import MAX_PROBLEMS, Looker
from gateway.core.json import Json
from tests.contract.test_read import SITE, chain
from tests.effort import seconds_of_work

SITE_ANSWER = {"pages": 42, "leads_7d": 7, "issues": ["slow"], "health_score": 0.9}

FITS: list[tuple[Json, Json]] = [
    (SITE, SITE_ANSWER),
    (SITE, {"pages": 42, "leads_7d": 7, "issues": []}),
    ("number", 5),
    ({"state": "quoted | declined"}, {"state": "quoted"}),
    ({"note": "string | null"}, {"note": None}),
    ({"count": "integer"}, {"count": 4.0}),
    ({"when": "date", "at": "datetime"}, {"when": "2026-01-31", "at": "2026-01-31T12:00:00Z"}),
    ({"lines": [{"sku": "string", "qty": "integer"}]}, {"lines": [{"sku": "a", "qty": 1}]}),
    ({"type": "string"}, {"type": "a field named type"}),
    ({"type": "array", "items": {"type": "integer", "minimum": 1}}, [1, 2]),
    ({"type": "object", "properties": {"a": {"type": "string"}}}, {"b": 1}),
    ({"properties": {"a": {"enum": [1, "x"]}}, "required": ["a"]}, {"a": "x"}),
    ({"type": ["object", "null"]}, None),
    ({}, "anything"),
    ({"$schema": "x", "const": {"a": [1, True]}}, {"a": [1.0, True]}),
    ({"type": "array", "minItems": 1, "maxItems": 2}, [1]),
]

MISFITS: list[tuple[Json, Json, str]] = [
    (SITE, {**SITE_ANSWER, "pages": "42"}, "pages: must be number"),
    (SITE, {**SITE_ANSWER, "pages": True}, "pages: must be number"),
    (SITE, {**SITE_ANSWER, "more": 1}, "more: was not asked for"),
    (SITE, {**SITE_ANSWER, "issues": ["a", 1]}, "issues[1]: must be string"),
    (SITE, [SITE_ANSWER], "the answer: must be object"),
    ("number", "5", "the answer: must be number"),
    ({"count": "integer"}, {"count": 4.5}, "count: must be integer"),
    ({"state": "quoted | declined"}, {"state": "maybe"}, "state: is none of the allowed values"),
    ({"when": "date"}, {"when": "soon"}, "when: must be a date"),
    ({"when": "date"}, {"when": "20260131"}, "when: must be a date"),
    ({"when": "date"}, {"when": "2026-02-30"}, "when: must be a date"),
    ({"at": "datetime"}, {"at": "2026-01-31T12:00:00"}, "at: must be a date-time"),
    ({"a": "string | null"}, {"a": 1}, "a: must be string"),
    ({"a": "string | number"}, {"a": None}, "a: fits none of the 2 shapes"),
    ({"type": "array", "maxItems": 1}, [1, 2], "the answer: must have maxItems 1"),
    ({"type": "object", "properties": {"a": {"minLength": 2}}}, {"a": "x"}, "a: must have min"),
    ({"properties": {"a": {"enum": [1]}}}, {"a": True}, "a: is none of the allowed values"),
    (
        {"$schema": "x", "const": {"a": [1]}},
        {"a": [True]},
        "the answer: is none of the allowed values",
    ),
    ({"type": "object", "additionalProperties": {"type": "null"}}, {"a": 1}, "a: must be null"),
]


@pytest.mark.parametrize(("contract", "value"), FITS)
def test_what_fits_has_no_problems(contract: Json, value: Json) -> None:
    assert read_contract(contract).find_problems(value).is_none


@pytest.mark.parametrize(("contract", "value", "words"), MISFITS)
def test_what_does_not_fit_is_told_by_its_place(contract: Json, value: Json, words: str) -> None:
    problems = read_contract(contract).find_problems(value)
    assert problems.missing == ()
    assert len(problems.mismatches) == 1
    assert problems.mismatches[0].startswith(words)


def test_what_is_missing_is_told_apart() -> None:
    contract = read_contract({"lines": [{"sku": "string"}], "total": "number"})
    problems = contract.find_problems({"lines": [{}, {"sku": 1}]})
    assert problems.missing == ("total", "lines[0].sku")
    assert problems.mismatches == ("lines[1].sku: must be string",)


def test_no_more_is_told_than_one_can_read() -> None:
    problems = read_contract("string[]").find_problems([1] * 1000)
    assert len(problems.mismatches) == MAX_PROBLEMS


def test_no_answer_is_looked_at_without_end() -> None:
    choices = {"anyOf": [{"anyOf": [{"const": n * 8 + m} for m in range(8)]} for n in range(8)]}
    contract = read_contract({"type": "array", "items": choices})
    answer: Json = [-1] * 100_000

    def look() -> None:
        assert not contract.find_problems(answer).is_none
        assert not contract.find_problems(contract.fit(answer)).is_none

    assert seconds_of_work(look) < 5


def test_a_deep_shape_is_looked_at_to_its_end() -> None:
    contract = read_contract(chain(10, 1))
    value: Json = 1
    for _ in range(10):
        value = {"p0": value}
    (mismatch,) = contract.find_problems(value).mismatches
    assert mismatch.endswith("must be null")


def test_true_is_no_number() -> None:
    is_same = Looker().is_same
    assert is_same([1, {"a": 2}], [1.0, {"a": 2.0}])
    assert not is_same([1], [True])
    assert not is_same({"a": 1}, {"a": 1, "b": 2})


def test_choosing_from_many_values_is_looking_too() -> None:
    contract = read_contract({"type": "array", "items": {"enum": [f"{n}x" for n in range(900)]}})
    answer: Json = ["899x"] * 50_000
    assert "parts to look at" in contract.find_problems(answer).mismatches[0]
    assert seconds_of_work(lambda: contract.find_problems(answer)) < 2
