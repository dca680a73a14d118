"""The ranking follows the rule, says why, and can be reckoned again from what it says."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from gateway.core.deal import Offer, OfferKind
from gateway.deals.rank import Place, Ranking, rank
from gateway.deals.reliability import Reliability
from tests.deals.by_hand import TIMES, by_hand
from tests.deals.story import C_LATER, REQUEST, offer, request_with

A_OFFER = offer("a")
C_OFFER = offer("c", **C_LATER)
DEAR = offer("d", total_price_sek=18000)


def reliable(**numbers: str) -> dict[str, Reliability]:
    return {peer: Reliability(Decimal(number), ()) for peer, number in numbers.items()}


def names(ranking: Ranking) -> list[str]:
    return [place.peer for place in ranking.places]


def weighing(*weights: Any, **rule: Any) -> Any:
    return request_with(award={"weights": list(weights), **rule})


def test_the_arithmetic_of_the_story_is_shown() -> None:
    ranking = rank(REQUEST, [A_OFFER, C_OFFER, DEAR], reliable(a="0.8", c="0.4", d="0.8"))
    assert ranking.rule == (
        "total_price_sek: lower is better: best / own, at most 1; weight 0.6 / 1 = 0.6",
        "days to spare: higher is better: own / best, at most 1; weight 0.2 / 1 = 0.2",
        "reliability: counts as it is; weight 0.2 / 1 = 0.2",
    )
    assert names(ranking) == ["a", "d", "c"]
    assert ranking.places[0] == Place(
        1,
        "a",
        Decimal("0.9529"),
        (
            f"total_price_sek 16 800, best 16 600 → 0.9881 {TIMES} 0.6 = 0.5929",
            f"days to spare 4, best 4 → 1 {TIMES} 0.2 = 0.2",
            f"reliability 0.8 → 0.8 {TIMES} 0.2 = 0.16",
            "0.5929 + 0.2 + 0.16 = 0.9529",
        ),
    )


def test_without_a_rule_the_lowest_price_is_best() -> None:
    request = request_with(award={"price_field": "total_price"})
    ranking = rank(request, [A_OFFER, C_OFFER], {})
    assert names(ranking) == ["c", "a"]
    assert ranking.best == ranking.places[0]


def test_without_offers_there_is_no_best() -> None:
    assert rank(REQUEST, [], {}).best is None


@pytest.mark.parametrize(
    "kind", [kind for kind in OfferKind if kind not in (OfferKind.QUOTED, OfferKind.COUNTER)]
)
def test_what_is_no_offer_takes_no_part(kind: OfferKind) -> None:
    ranking = rank(REQUEST, [A_OFFER, offer("x", kind)], {})
    assert (names(ranking), ranking.left_out) == (["a"], ())


def test_what_is_left_out_is_said_and_why() -> None:
    counter = replace(offer("b", OfferKind.COUNTER, total_price_sek=1), differs=("too blue",))
    late = replace(offer("l", total_price_sek=1), is_late=True)
    request = weighing({"field": "total_price_sek"}, limits=[{"field": "moq", "max": 500}])
    big = offer("m", moq=501)
    ranking = rank(request, [A_OFFER, counter, late, big], {})
    assert names(ranking) == ["a"]
    assert [(out.peer, out.why) for out in ranking.left_out] == [
        ("b", "a counter-offer: too blue"),
        ("l", "it came late"),
        ("m", "moq 501 is more than the limit, 500"),
    ]


def test_a_figure_that_is_missing_is_worst_and_said() -> None:
    ranking = rank(
        weighing({"field": "total_price_sek"}, {"field": "moq"}),
        [A_OFFER, offer("b", moq=None), offer("c", moq="few", total_price_sek=17000)],
        {},
    )
    missing = f"moq is not said or no number, which is worst → 0 {TIMES} 0.5 = 0"
    lines = {place.peer: place.lines for place in ranking.places}
    assert missing in lines["b"]
    assert missing in lines["c"]
    assert f"moq 500, best 500 → 1 {TIMES} 0.5 = 0.5" in lines["a"]


@pytest.mark.parametrize(
    ("absurd", "told"),
    [
        (10**9, "total_price_sek 17 000, best 16 800 → 0.9882"),
        (1, "total_price_sek 17 000, best 8 450, half the middle → 0.4971"),
        (0, "total_price_sek 17 000, best 8 450, half the middle → 0.4971"),
        (-1, "total_price_sek 17 000, best 8 450, half the middle → 0.4971"),
    ],
)
def test_an_absurd_figure_leaves_the_others_apart(absurd: int, told: str) -> None:
    offers = [A_OFFER, offer("b", total_price_sek=17000), DEAR]
    absurd_one = offer("x", total_price_sek=absurd)
    ranking = rank(weighing({"field": "total_price_sek"}), [*offers, absurd_one], {})
    assert [name for name in names(ranking) if name != "x"] == ["a", "b", "d"]
    assert told in next(place for place in ranking.places if place.peer == "b").lines[0]


@pytest.mark.parametrize(
    ("better", "figures", "scores"),
    [
        ("lower", (0, 0, 0), (1, 1, 1)),
        ("lower", (0, 0, 5), (1, 1, 0)),
        ("lower", (0, 5, 10), (1, 0.5, 0.25)),
        ("higher", (0, 0, 0), (0, 0, 0)),
        ("higher", (5, 0, 0), (1, 0, 0)),
        ("higher", (50, 5, 0), (1, 0.5, 0)),
        ("higher", (4, -1, -7), (1, 0, 0)),
    ],
)
def test_nothing_and_less_than_that_are_figures_too(
    better: str, figures: tuple[int, ...], scores: tuple[float, ...]
) -> None:
    offers = [offer(f"peer-{index}", moq=figure) for index, figure in enumerate(figures)]
    ranking = rank(weighing({"field": "moq", "better": better}), offers, {})
    assert names(ranking) == [one.peer for one in offers]
    assert tuple(float(place.score) for place in ranking.places) == scores
    assert [by_hand(ranking, place) for place in ranking.places] == [
        place.score for place in ranking.places
    ]


def test_higher_may_be_better() -> None:
    request = weighing({"field": "validity_days", "better": "higher"})
    assert names(rank(request, [C_OFFER, A_OFFER], {})) == ["a", "c"]


def test_without_a_day_that_it_is_needed_by_the_earlier_delivery_counts() -> None:
    request = request_with(needed_by=None, award={"delivery": 1})
    ranking = rank(request, [C_OFFER, A_OFFER], {})
    assert names(ranking) == ["a", "c"]
    assert ranking.places[1].lines[0] == (
        f"days to delivery 19, best 17 → 0.8947 {TIMES} 1 = 0.8947"
    )


@pytest.mark.parametrize(
    ("first", "second", "numbers", "why"),
    [
        (
            offer("z", total_price_sek=16_800),
            offer("a", total_price_sek=16_800.01),
            {},
            "its figures beat those of others 3 times, against 2",
        ),
        (offer("z", moq=0), offer("a", moq=None), {}, "it names more of the figures"),
        (A_OFFER, offer("b"), {"a": "0.7", "b": "0.6"}, "its reliability is 0.7 against 0.6"),
        (
            offer("b"),
            offer("a", delivery_date="2027-04-26"),
            {},
            "it delivers on 2027-04-24, against 2027-04-26",
        ),
        (
            offer("b"),
            offer("a", delivery_date=None),
            {},
            "it delivers on 2027-04-24, against no date",
        ),
        (A_OFFER, offer("b"), {}, "its name does, all else being the same"),
    ],
    ids=["beaten", "missing", "reliability", "delivery", "no delivery", "name"],
)
def test_a_tie_is_broken_and_explained(
    first: Offer, second: Offer, numbers: dict[str, str], why: str
) -> None:
    dear = offer("dear", total_price_sek=10**9, moq=1)
    price, order = {"field": "total_price_sek", "weight": 9}, {"field": "moq", "better": "higher"}
    request = weighing(price, order)
    ranking = rank(request, [second, first, dear], reliable(**numbers))
    assert names(ranking) == [first.peer, second.peer, "dear"]
    assert ranking.places[0].score == ranking.places[1].score
    told = f"the same score as {first.peer}, which stands first because {why}"
    assert ranking.places[1].tie == told
    assert ranking.places[0].tie == ranking.places[2].tie == ""


def test_it_is_written_as_json() -> None:
    wire = rank(REQUEST, [A_OFFER, replace(C_OFFER, is_late=True)], {}).write()
    assert wire["places"][0]["peer"] == "a"
    assert wire["places"][0]["score"] == 0.9
    assert wire["places"][0]["arithmetic"][-1] == "0.6 + 0.2 + 0.1 = 0.9"
    assert wire["left_out"] == [{"peer": "c", "why": "it came late"}]


def test_the_ranking_can_be_reckoned_again_by_hand() -> None:
    request = weighing(
        {"field": "total_price_sek", "weight": 3},
        {"field": "validity_days", "weight": 2.5, "better": "higher"},
        delivery=1,
        reliability=0.5,
    )
    offers = [
        offer(
            f"peer-{index}",
            total_price_sek=16000 + 137.25 * index,
            validity_days=(index * 7) % 31,
            delivery_date=f"2027-04-{10 + (index * 5) % 18}",
        )
        for index in range(17)
    ]
    ranking = rank(request, offers, reliable(**{"peer-3": "0.81", "peer-4": "0.3333"}))
    reckoned = {place.peer: by_hand(ranking, place) for place in ranking.places}
    assert reckoned == {place.peer: place.score for place in ranking.places}
    assert names(ranking) == sorted(reckoned, key=lambda peer: -reckoned[peer])
