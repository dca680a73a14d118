"""A later offer is noticed when it is better, and what it has over the other is said."""

from typing import Any

import pytest

from gateway.core.deal import OfferKind
from gateway.deals.improve import improvement
from tests.deals.story import C_LATER, REQUEST, offer, request_with

WINNER = offer("supplier-a")


def late(**values: Any) -> str:
    return improvement(REQUEST, WINNER, offer("supplier-c", **values))


def test_the_story_of_c() -> None:
    assert late(**C_LATER) == "200 SEK cheaper, 2 days later; already awarded to supplier-a"


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"total_price_sek": 17000},
        {"total_price_sek": 16800, "delivery_date": "2027-04-25"},
        {"total_price_sek": 18000, "delivery_date": "2027-04-23"},
        {"total_price_sek": 16000, "currency": "EUR"},
        {"total_price_sek": None},
    ],
    ids=["same", "dearer", "later", "sooner and dearer", "currency", "no price"],
)
def test_what_is_no_better_is_no_improvement(values: dict[str, Any]) -> None:
    assert late(**values) == ""


def test_the_same_price_sooner_is_one() -> None:
    assert late(delivery_date="2027-04-20") == "4 days earlier; already awarded to supplier-a"


def test_a_counter_offer_is_none() -> None:
    counter = offer("supplier-c", OfferKind.COUNTER, total_price_sek=1)
    assert improvement(REQUEST, WINNER, counter) == ""


def test_before_the_award_it_is_held_against_the_best_so_far() -> None:
    found = improvement(REQUEST, WINNER, offer("c", total_price_sek=16799.5), is_awarded=False)
    assert found == "0.5 SEK cheaper; the best so far was of supplier-a"


def test_a_winner_that_betters_its_own_offer_is_told_so() -> None:
    again = offer("supplier-a", total_price_sek=16000)
    found = improvement(REQUEST, WINNER, again)
    assert found == "800 SEK cheaper; its earlier offer is already awarded"


def test_every_figure_that_counts_is_compared() -> None:
    weights = [{"field": "total_price_sek"}, {"field": "validity_days", "better": "higher"}]
    request = request_with(award={"weights": weights, "price_field": "total_price"})
    found = improvement(request, WINNER, offer("c", **C_LATER))
    assert found == (
        "200 SEK cheaper, 2 days later, validity_days 7 instead of 14; "
        "already awarded to supplier-a"
    )


def test_one_that_is_better_by_the_rule_is_noticed_though_it_is_dearer() -> None:
    request = request_with(award={"price_field": "total_price_sek", "delivery": 1})
    found = improvement(
        request, WINNER, offer("c", total_price_sek=16801, delivery_date="2027-04-20")
    )
    assert found == "1 SEK dearer, 4 days earlier; already awarded to supplier-a"
