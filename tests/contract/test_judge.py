"""What an answer is to a contract: met, declined, or neither; never half of it."""

import pytest

from gateway.contract import Declined, Met, Unmet, judge, judge_text, read_contract
from gateway.core.json import Json

PAGES = read_contract({"pages": "number"})
STATE = read_contract({"status": "quoted | declined", "reason": "string"})


@pytest.mark.parametrize(
    "text",
    [
        '{"pages": 4}',
        '\n {"pages": 4}\n',
        '```json\n{"pages": 4}\n```',
        'Here you are:\n```\n{"pages": 4}\n```\nAnything else?',
        'The answer is {"pages": 4}.',
    ],
)
def test_json_is_found_in_its_wrapping(text: str) -> None:
    assert judge_text(PAGES, text) == Met({"pages": 4})


@pytest.mark.parametrize(
    "text",
    ["I cannot say.", "```json\n{no}\n```", '{"pages": 4', "", '{"pages": NaN}', "{" * 100_000],
)
def test_text_is_never_handed_on(text: str) -> None:
    verdict = judge_text(PAGES, text)
    assert isinstance(verdict, Unmet)
    assert verdict.reason == "the answer is not in the structure that was asked for"


def test_a_text_is_met_where_a_text_was_asked_for() -> None:
    assert judge_text(read_contract("string"), "4") == Met("4")
    assert judge_text(read_contract("number"), "4") == Met(4)


@pytest.mark.parametrize("status", ["declined", "pending_review"])
def test_an_outcome_is_told_from_an_attempt(status: str) -> None:
    said = {"status": status, "reason": "We have no site.", "more": 1}
    assert judge(PAGES, said) == Declined(said)


@pytest.mark.parametrize("maps", [True, False])
@pytest.mark.parametrize(
    "asked", [{}, {"pages": "number?"}, {"type": "object"}, {"anyOf": [{"type": "object"}]}]
)
def test_an_outcome_is_one_for_a_shape_that_would_take_it_too(asked: Json, maps: bool) -> None:
    said = {"status": "declined", "reason": "We have no site."}
    assert judge(read_contract(asked), said, maps=maps) == Declined(said)


def test_a_choice_of_shapes_may_have_a_status_of_its_own() -> None:
    said = {"status": "declined"}
    either = {"anyOf": [{"type": "null"}, {"type": "object", "properties": {"status": {}}}]}
    assert judge(read_contract(either), said) == Met(said)


@pytest.mark.parametrize("reason", [None, "", 5])
def test_a_decline_always_has_a_reason(reason: Json) -> None:
    verdict = judge(PAGES, {"status": "declined", "reason": reason})
    assert verdict == Declined({"status": "declined", "reason": "no reason was given"})


def test_a_shape_that_itself_says_declined_is_met() -> None:
    said = {"status": "declined", "reason": "no"}
    assert judge(STATE, said) == Met(said)


def test_a_decline_says_what_is_missing_and_what_does_not_fit() -> None:
    verdict = judge(read_contract({"a": "number", "b": "string"}), {"a": "1"})
    assert isinstance(verdict, Unmet)
    assert verdict.decline() == {
        "status": "declined",
        "reason": "the answer does not fit the structure that was asked for",
        "missing": ["b"],
        "mismatches": ["a: must be number"],
    }
    assert verdict.as_it_came() == {"_raw": {"a": "1"}, "_schema_compliance": False}


QUOTE = {"price_cents": 4500, "currency": "SEK", "lead_days": 14, "note": None}


@pytest.mark.parametrize(
    ("asked", "value", "mapped"),
    [
        ({"price_cents": "integer"}, QUOTE, {"price_cents": 4500}),
        (
            {"price_cents": "integer", "note": "string?"},
            QUOTE,
            {"price_cents": 4500},
        ),
        ({"note": "string | null"}, QUOTE, {"note": None}),
        ({"lines": [{"a": "number"}]}, {"lines": [{"a": 1, "b": 2}]}, {"lines": [{"a": 1}]}),
        (
            {
                "type": "object",
                "properties": {
                    "a": {
                        "anyOf": [
                            {"type": "null"},
                            {
                                "type": "object",
                                "properties": {"b": {"type": "number"}},
                                "additionalProperties": False,
                            },
                        ]
                    }
                },
            },
            {"a": {"b": 1, "c": 2}, "d": 3},
            {"a": {"b": 1}, "d": 3},
        ),
    ],
)
def test_what_nobody_asked_for_is_left_out(asked: Json, value: Json, mapped: Json) -> None:
    contract = read_contract(asked)
    assert judge(contract, value, maps=True) == Met(mapped)
    assert isinstance(judge(contract, value), Unmet if mapped != value else Met)


@pytest.mark.parametrize(
    ("asked", "missing"), [({"total": "number"}, ("total",)), ({"note": "string"}, ())]
)
def test_nothing_is_made_up(asked: Json, missing: tuple[str, ...]) -> None:
    verdict = judge(read_contract(asked), QUOTE, maps=True)
    assert isinstance(verdict, Unmet)
    assert verdict.problems.missing == missing
    assert verdict.raw == QUOTE


@pytest.mark.parametrize("text", ["```" + "\n" * 200_000, "```" * 70_000, "{[" * 100_000])
def test_no_answer_is_expensive_to_read(text: str) -> None:
    assert isinstance(judge_text(PAGES, text), Unmet)
