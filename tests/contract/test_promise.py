"""The promise itself: what is said to be met is valid by another's reading of the same schema.

``jsonschema`` is the judge; contracts and answers are generated, 10,000 pairs of them.
"""

import json
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from gateway.contract import (
    ContractNotSupported,
    Declined,
    Met,
    Unmet,
    judge,
    judge_text,
    read_contract,
)
from gateway.core.json import Json
from tests.contract.shapes import Shape, schemas, shorthand
from tests.dialects.strategies import JSON, TEXT, examples

FORMATS = FormatChecker(())


@FORMATS.checks("date", ValueError)
def is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(date.fromisoformat(value))


@FORMATS.checks("date-time", ValueError)
def is_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


def is_valid(value: Json, schema: Any) -> bool:
    return Draft202012Validator(schema, format_checker=FORMATS).is_valid(value)


@st.composite
def asked_and_answered(draw: st.DrawFn) -> tuple[Shape, list[Json]]:
    shape = draw(shorthand() | schemas())
    return shape, draw(st.lists(shape.answers | JSON, min_size=10, max_size=10))


@examples(1000)
@given(asked_and_answered())
def test_what_is_met_is_valid_and_all_else_is_a_decline(pair: tuple[Shape, list[Json]]) -> None:
    shape, answers = pair
    schema = {key: said for key, said in shape.schema.items() if key != "$schema"}
    contract = read_contract(shape.asked)
    for answer in answers:
        # Both readings agree on what fits as it is.
        assert contract.find_problems(answer).is_none == is_valid(answer, schema)
        for verdict in (
            judge(contract, answer),
            judge(contract, answer, maps=True),
            judge_text(contract, json.dumps(answer)),
        ):
            match verdict:
                case Met(value):
                    assert is_valid(value, schema)
                case Declined(data):
                    assert data["status"] in ("declined", "pending_review")
                    assert isinstance(data["reason"], str)
                case Unmet():
                    assert verdict.decline()["status"] == "declined"
                    assert not is_valid(answer, schema)


@examples(200)
@given(asked_and_answered(), TEXT)
def test_words_around_an_answer_never_break_the_promise(
    pair: tuple[Shape, list[Json]], words: str
) -> None:
    shape, answers = pair
    schema = {key: said for key, said in shape.schema.items() if key != "$schema"}
    contract = read_contract(shape.asked)
    for answer in answers:
        verdict = judge_text(contract, f"{words}\n```json\n{json.dumps(answer)}\n```\n{words}")
        if isinstance(verdict, Met):
            assert is_valid(verdict.value, schema)


@examples(300)
@given(JSON)
def test_any_contract_is_read_or_refused(asked: Json) -> None:
    with suppress(ContractNotSupported):
        read_contract(asked)
