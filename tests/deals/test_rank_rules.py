"""What holds of every ranking, whatever is offered."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from gateway.core.deal import Offer, OfferKind
from gateway.deals.rank import Ranking, rank
from gateway.deals.reliability import Reliability
from gateway.deals.request import DealRequest
from tests.deals.by_hand import by_hand
from tests.deals.story import offer, request_with

FIELDS = ("price", "score")
WEIGHT = st.integers(1, 1000).map(lambda share: share / 8)
FIGURE = st.none() | st.integers(0, 10**6) | st.decimals(0, 10**6, places=2).map(float)
DAY = st.none() | st.dates().map(str)
NUMBERS = st.dictionaries(
    st.sampled_from("abcdef"), st.decimals(0, 1, places=4, allow_nan=False), max_size=6
)


def make_request(weights: tuple[float, float, float, float], **changes: Any) -> DealRequest:
    price, score, delivery, reliability = weights
    fields = [
        {"field": "price", "weight": price},
        {"field": "score", "weight": score, "better": "higher"},
    ]
    rule = {"weights": fields, "delivery": delivery, "reliability": reliability, **changes}
    return request_with(award=rule)


def make_offer(peer: str, price: Any, score: Any, day: Any) -> Offer:
    return offer(peer, price=price, score=score, delivery_date=day)


def as_known(numbers: Mapping[str, Decimal]) -> dict[str, Reliability]:
    return {peer: Reliability(number, ()) for peer, number in numbers.items()}


WEIGHTS = st.tuples(WEIGHT, WEIGHT, WEIGHT | st.just(0.0), WEIGHT | st.just(0.0))
REQUESTS = WEIGHTS.map(make_request)
OFFERS = st.lists(
    st.builds(make_offer, st.sampled_from("abcdef"), FIGURE, FIGURE, DAY),
    max_size=6,
    unique_by=lambda offer: offer.peer,
)
KNOWN = NUMBERS.map(as_known)
SOUND_FIGURE = st.decimals(100, 199, places=2).map(float)
SOUND_DAY = st.dates(date(2027, 4, 8), date(2027, 4, 17)).map(str)
SOUND = st.lists(
    st.builds(make_offer, st.sampled_from("abcdef"), SOUND_FIGURE, SOUND_FIGURE, SOUND_DAY),
    min_size=2,
    max_size=6,
    unique_by=lambda offer: offer.peer,
)
"""Figures of which none is twice another: 18 days to spare at most and 11 at least."""


def places(ranking: Ranking) -> list[tuple[str, Decimal]]:
    return [(place.peer, place.score) for place in ranking.places]


def place_of(ranking: Ranking, peer: str) -> int:
    return next(place.place for place in ranking.places if place.peer == peer)


@given(REQUESTS, OFFERS, KNOWN, st.randoms())
def test_the_order_of_the_offers_changes_nothing(
    request: DealRequest, offers: list[Offer], known: dict[str, Reliability], chance: Any
) -> None:
    mixed = list(offers)
    chance.shuffle(mixed)
    assert rank(request, mixed, known) == rank(request, offers, known)


@given(REQUESTS, OFFERS, KNOWN)
def test_every_score_can_be_reckoned_by_hand(
    request: DealRequest, offers: list[Offer], known: dict[str, Reliability]
) -> None:
    ranking = rank(request, offers, known)
    assert [by_hand(ranking, place) for place in ranking.places] == [
        score for _, score in places(ranking)
    ]
    scores = [score for _, score in places(ranking)]
    assert scores == sorted(scores, reverse=True)
    assert all(
        bool(behind.tie) == (behind.score == ahead.score)
        for ahead, behind in zip(ranking.places, ranking.places[1:], strict=False)
    )


@given(REQUESTS, OFFERS, KNOWN, st.data())
def test_an_offer_that_is_strictly_better_never_stands_behind(
    request: DealRequest, offers: list[Offer], known: dict[str, Reliability], data: Any
) -> None:
    assume(offers)
    worse = data.draw(st.sampled_from(offers))
    better = data.draw(st.sampled_from(_bettered(worse)))
    # Nothing of a peer's own counts but what it offers.
    known = {**known, "zz": known.get(worse.peer, Reliability(Decimal("0.5"), ()))}
    ranking = rank(request, [*offers, replace(better, peer="zz")], known)
    assert place_of(ranking, "zz") < place_of(ranking, worse.peer)


@given(REQUESTS, OFFERS, KNOWN, st.data())
def test_whoever_betters_an_offer_never_falls_behind(
    request: DealRequest, offers: list[Offer], known: dict[str, Reliability], data: Any
) -> None:
    # A figure that was not said before may move the middle, and with it what counts as the best.
    whole = [one for one in offers if None not in (one.values["price"], one.values["score"])]
    assume(whole)
    old = data.draw(st.sampled_from(whole))
    new = data.draw(st.sampled_from(_bettered(old)))
    before = rank(request, offers, known)
    after = rank(request, [new if o is old else o for o in offers], known)
    assert place_of(after, old.peer) <= place_of(before, old.peer)


@given(REQUESTS, SOUND, KNOWN)
def test_an_absurdly_bad_offer_moves_none_of_the_others(
    request: DealRequest, offers: list[Offer], known: dict[str, Reliability]
) -> None:
    absurd = make_offer("zz", 10**9, 0, "2087-04-24")
    ranking = rank(request, [*offers, absurd], known)
    moved = [place for place in places(ranking) if place[0] != "zz"]
    assert moved == places(rank(request, offers, known))


@given(SOUND)
def test_an_absurdly_good_offer_leaves_the_others_apart(offers: list[Offer]) -> None:
    absurd = make_offer("zz", 0, 10**9, None)
    for field, better in (("price", "lower"), ("score", "higher")):
        request = request_with(award={"weights": [{"field": field, "better": better}]})
        before = dict(places(rank(request, offers, {})))
        after = dict(places(rank(request, [*offers, absurd], {})))
        assert after.pop("zz") == 1
        assert list(after) == list(before)
        assert all(after[peer] >= before[peer] / 2 - Decimal("0.0001") for peer in before)


@given(WEIGHTS, OFFERS, KNOWN, st.integers(1, 8))
def test_other_units_of_the_weights_change_nothing(
    weights: tuple[float, float, float, float],
    offers: list[Offer],
    known: dict[str, Reliability],
    times: int,
) -> None:
    price, score, delivery, reliability = (weight * times for weight in weights)
    scaled = make_request((price, score, delivery, reliability))
    assert places(rank(scaled, offers, known)) == places(rank(make_request(weights), offers, known))


@given(REQUESTS, OFFERS, KNOWN, st.integers(1, 10**6))
def test_another_currency_changes_nothing(
    request: DealRequest, offers: list[Offer], known: dict[str, Reliability], times: int
) -> None:
    def converted(one: Offer) -> Offer:
        price = one.values["price"]
        exact = None if price is None else str(Decimal(str(price)) * times)
        return replace(one, values={**one.values, "price": exact})

    changed = rank(request, [converted(one) for one in offers], known)
    assert places(changed) == places(rank(request, offers, known))


@given(WEIGHTS, OFFERS, KNOWN, st.integers(0, 10**6))
def test_what_a_limit_leaves_out_moves_none_of_the_others(
    weights: tuple[float, float, float, float],
    offers: list[Offer],
    known: dict[str, Reliability],
    most: int,
) -> None:
    request = make_request(weights, limits=[{"field": "price", "max": most}])
    ranking = rank(request, offers, known)
    out = {left.peer for left in ranking.left_out}
    kept = [one for one in offers if one.peer not in out]
    assert {one.peer for one in kept} == {peer for peer, _ in places(ranking)}
    assert rank(request, kept, known).places == ranking.places
    late = [replace(one, peer=f"{one.peer}-late", is_late=True) for one in offers]
    counters = [replace(one, peer=f"{one.peer}-counter", kind=OfferKind.COUNTER) for one in offers]
    assert rank(request, [*offers, *late, *counters], known).places == ranking.places


def _bettered(one: Offer) -> list[Offer]:
    """The offer with one figure that is better, in every way in which one can be."""
    price, score = one.values["price"], one.values["score"]
    values = [
        {"price": 0 if price is None else price - 1},
        {"score": 0 if score is None else score + 1},
        {"price": 5 if price is None else price / 2 - 0.5, "score": (score or 0) + 0.25},
    ]
    return [replace(one, values={**one.values, **better}) for better in values]
