"""What a peer made of a request reads at a glance."""

from typing import Any

import pytest
from msgspec.structs import replace

from gateway.core.deal import Offer, OfferKind
from gateway.deals.say import say_offer, say_value

OFFER = Offer("deal", "b", OfferKind.ASKED, asked_at=1, at=2, activity_id="call")
QUOTE = {"total_price": 16800, "delivery_date": "2027-04-24", "status": "quoted"}


@pytest.mark.parametrize(
    ("value", "field", "text"),
    [
        (16800, "total_price", "16 800 SEK"),
        (16800.50, "total_price", "16 800.5 SEK"),
        (4.2, "unit_price_sek", "4.2 SEK"),
        (500, "moq", "500"),
        ("2027-04-24", "delivery_date", "2027-04-24"),
        (None, "total_price", ""),
        (True, "in_stock", "yes"),
        ([4.1, 4.3], "preliminary_price_range", "4.1 to 4.3 SEK"),
        (["grey", "blue"], "colours", "grey, blue"),
        ([True, False], "answers", "yes, no"),
        ({"low": 16400, "high": 17000}, "price_range", "16 400 to 17 000 SEK"),
        ({"min": 4.1, "max": 4.3}, "range", "4.1 to 4.3"),
        ({"height": 4, "width": 5}, "size", "height 4, width 5"),
        ([{"a": 1}, {"a": 2}], "steps", "a 1; a 2"),
        ([], "steps", ""),
    ],
    ids=str,
)
def test_money_has_its_currency(value: Any, field: str, text: str) -> None:
    assert say_value(value, field, "SEK") == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "asked"),
        (
            {"kind": OfferKind.QUOTED, "values": {**QUOTE, "notes": [], "remark": ""}},
            "quoted total_price 16 800 SEK, delivery_date 2027-04-24",
        ),
        (
            {"kind": OfferKind.COUNTER, "values": {"moq": 5}, "differs": ("a is b", "c is d")},
            "offers something else (a is b; c is d): moq 5",
        ),
        ({"kind": OfferKind.DECLINED, "reason": "no stock"}, "declined: no stock"),
        (
            {"kind": OfferKind.PENDING_REVIEW, "reason": "above my limit"},
            "a human of theirs will decide: above my limit",
        ),
        (
            {
                "kind": OfferKind.PENDING_REVIEW,
                "reason": "It needs a yes.",
                "values": {"total_price": 9},
            },
            "a human of theirs will decide: It needs a yes; total_price 9 SEK",
        ),
        ({"kind": OfferKind.PENDING_REVIEW}, "a human of theirs will decide"),
        (
            {"kind": OfferKind.INVALID, "differs": ("total_price is missing",)},
            "answered, and not with an offer: total_price is missing",
        ),
        ({"kind": OfferKind.UNREACHABLE, "reason": "no way"}, "could not be asked: no way"),
        ({"kind": OfferKind.TIMED_OUT, "is_late": True}, "did not answer in time (late)"),
    ],
    ids=lambda value: str(value.get("kind", "asked")) if isinstance(value, dict) else "",
)
def test_each_kind_of_answer_has_its_sentence(changes: dict[str, Any], text: str) -> None:
    assert say_offer(replace(OFFER, **changes), "SEK") == text


def test_a_long_answer_is_cut() -> None:
    offer = replace(OFFER, kind=OfferKind.QUOTED, values={"text": "a" * 10_000})

    assert len(say_offer(offer)) < 500
