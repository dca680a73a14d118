"""An offer of something else is told from one of what was asked for, with both values."""

import pytest

from gateway.core.json import Json
from gateway.deals.differ import find_differences, is_same
from tests.deals.story import REQUEST, A, at, request_with

NOW = at(9)


def test_an_offer_as_asked_differs_in_nothing() -> None:
    same = {**A, "colour": "Grey", "cross-section": "2.5 mm2", "quantity": 4000, "currency": "sek"}
    assert find_differences(REQUEST, same, NOW) == ()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("quantity", 3000, "quantity 3 000 is not the 4 000 asked for"),
        ("qty", "5000", "qty 5 000 is not the 4 000 asked for"),
        ("available_quantity", 1200, "available_quantity 1 200 is less than the 4 000 asked for"),
        ("moq", 5000, "moq 5 000 is more than the 4 000 asked for"),
        ("minOrderQty", 4001, "minOrderQty 4 001 is more than the 4 000 asked for"),
        ("currency", "EUR", "currency EUR is not SEK"),
        ("delivery_date", "2027-04-29", "delivery 2027-04-29 is 1 day after 2027-04-28"),
        ("delivery_date", "2027-04-30T08:00:00Z", "delivery 2027-04-30 is 2 days after 2027-04-28"),
        ("delivery_date", 30, "delivery 2027-05-07 is 9 days after 2027-04-28"),
        ("delivery_date", "soon", "delivery soon is no date to hold against 2027-04-28"),
        (
            "delivery_date",
            "2026-04-24",
            "delivery 2026-04-24 was over on 2027-04-07, when the offer came",
        ),
        ("colour", "black", "colour black is not grey"),
        ("cross_section", 4, "cross_section 4 is not 2.5 mm²"),
        ("spec", {"colour": "blue"}, "colour blue is not grey"),
    ],
)
def test_a_difference_names_both_values(field: str, value: Json, sentence: str) -> None:
    assert find_differences(REQUEST, {**A, field: value}, NOW) == (sentence,)


@pytest.mark.parametrize(
    ("limit", "value", "sentence"),
    [
        ({"field": "moq", "max": 100}, 500, "moq 500 is more than the limit, 100"),
        ({"field": "moq", "min": 600}, 500, "moq 500 is less than the limit, 600"),
        ({"field": "moq", "min": 500, "max": 500}, 500, ""),
        ({"field": "moq", "max": 100}, None, "moq is not said, and has a limit"),
        ({"field": "moq", "max": 100}, "few", "moq few is no number, and has a limit"),
        ({"field": "moq", "equals": "Per box"}, "per  box", ""),
        ({"field": "moq", "equals": "per box"}, "per pallet", "moq per pallet is not per box"),
        ({"field": "moq", "equals": False}, False, ""),
        ({"field": "moq", "equals": False}, True, "moq true is not false"),
    ],
)
def test_a_hard_limit_is_a_difference(limit: Json, value: Json, sentence: str) -> None:
    request = request_with(award={"limits": [limit]})
    found = find_differences(request, {**A, "moq": value}, NOW)
    assert found == ((sentence,) if sentence else ())


def test_all_differences_are_told() -> None:
    offer = {**A, "colour": "black", "moq": 9000, "delivery_date": "2027-05-28"}
    assert len(find_differences(REQUEST, offer, NOW)) == 3


def test_what_was_not_requested_is_no_difference() -> None:
    free = request_with(quantity=None, needed_by=None, currency="", spec={})
    offer = {**A, "moq": 9000, "delivery_date": "soon", "currency": "EUR", "colour": "black"}
    assert find_differences(free, offer, NOW) == ()


@pytest.mark.parametrize(
    ("asked", "offered", "same"),
    [
        ("IEC 60947-7-1", "iec  60947-7-1", True),
        ("IEC 60947-7-1", "IEC 60947-7-2", False),
        ("2.5 mm²", "2.5mm2", True),
        ("2.5 mm²", "2.5 cm²", False),
        (2.5, "2.5 mm²", True),
        (2.5, "4 mm²", False),
        ("2.50", 2.5, True),
        (2, "2,5", False),
        ("2.5 mm²", "2,5 mm²", True),
        ("2,5 mm", 2.5, True),
        (16, "16,800", False),
        (1, "1½", False),
        (3, "3/4", False),
        (1, "1e5", False),
        ("5 °C", 5, True),
        ("24 %", "24%", True),
        (True, "yes", False),
        (True, 1, False),
        (["CE", "UL"], ["ul", "ce", "VDE"], True),
        (["CE", "UL"], ["CE"], False),
        (["CE"], "CE", True),
        ("grey", ["black", "grey"], True),
        ({"min": 5}, 6, True),
        ({"min": 5, "max": 9}, 10, False),
        ({"width": 3, "height": 4}, {"width": "3"}, True),
        ({"width": 3}, {"width": 4}, False),
        ({"min": 5}, "many", False),
    ],
)
def test_the_same_is_the_same_however_it_is_written(asked: Json, offered: Json, same: bool) -> None:
    assert is_same(asked, offered) is same
