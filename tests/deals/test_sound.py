"""A rule that goes by what no peer is asked for is refused before anyone is asked."""

from typing import Any

import pytest

from gateway.core.errors import InvalidParams
from gateway.core.json import Json
from gateway.deals.request import read_request
from gateway.deals.sound import check_award
from tests.deals.story import REQUEST, request_with

SHAPE = {"total_price_sek": "number", "delivery_date": "date", "offer": {"moq": "number"}}


def test_the_story_is_sound() -> None:
    check_award(REQUEST)


@pytest.mark.parametrize(
    ("award", "field"),
    [
        ({"weights": [{"field": "total_price"}, {"field": "prize"}]}, "award.weights.1.field"),
        ({"limits": [{"field": "moq", "max": 5}]}, "award.limits.0.field"),
        ({"price_field": "cost"}, "award.price_field"),
        ({"delivery": 1, "delivery_field": "arrives"}, "award.delivery_field"),
    ],
)
def test_a_field_that_nobody_is_asked_for_is_named(award: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidParams) as caught:
        check_award(request_with(response_schema=SHAPE, award=award))
    assert [problem.field for problem in caught.value.violations] == [field]
    assert "those are: total_price_sek, delivery_date, offer" in caught.value.message


def test_without_any_rule_there_has_to_be_a_price() -> None:
    with pytest.raises(InvalidParams, match=r"award\.price_field"):
        check_award(request_with(response_schema={"rate": "number"}, award={}))
    check_award(request_with(response_schema={"rate": "number"}, award={"reliability": 1}))


def test_a_request_that_was_written_and_read_is_as_sound_as_before() -> None:
    award = {"weights": [{"field": "rate"}]}
    request = request_with(response_schema={"rate": "number"}, award=award)
    check_award(request)
    check_award(read_request(request.write()))


@pytest.mark.parametrize(
    "award",
    [
        {},
        {"weights": [{"field": "total_price"}, {"field": "offer.moq"}]},
        {"price_field": "total_price_sek", "delivery": 1},
    ],
)
@pytest.mark.parametrize("currency", ["SEK", ""])
def test_a_field_may_be_named_without_its_currency(award: Json, currency: str) -> None:
    check_award(request_with(response_schema=SHAPE, award=award, currency=currency))


def test_a_contract_that_is_open_may_be_answered_with_more() -> None:
    shape = {"type": "object", "properties": {"rate": {"type": "number"}}}
    check_award(request_with(response_schema=shape, award={"price_field": "cost"}))
