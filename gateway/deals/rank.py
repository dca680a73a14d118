"""Which offer is best by the rule of the request, with the arithmetic that says so.

A weighted sum, reckoned to four places as it is shown. What takes no part, takes no
part in anything: an offer that was left out moves none of the others.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct

from gateway.core.deal import Offer, OfferKind
from gateway.deals.criterion import Points, find_criteria, number_of
from gateway.deals.differ import find_broken_limits
from gateway.deals.figures import find_delivery, write_figure
from gateway.deals.reliability import Reliability
from gateway.deals.request import DealRequest


class Place(Struct, frozen=True):
    """``lines`` are the arithmetic: one a criterion, and the sum. ``tie`` says why it stands behind
    the one before it where both have the same score, else "".
    """

    place: int
    peer: str
    score: Decimal
    lines: tuple[str, ...]
    tie: str = ""


class LeftOut(Struct, frozen=True):
    """An offer that is none to choose from, and why."""

    peer: str
    why: str


class Ranking(Struct, frozen=True):
    """``rule`` says how each criterion counts, a line each. ``places`` is best first."""

    rule: tuple[str, ...]
    places: tuple[Place, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def best(self) -> Place | None:
        return self.places[0] if self.places else None

    def write(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "rule": list(self.rule),
            "places": [
                {
                    "place": place.place,
                    "peer": place.peer,
                    "score": float(place.score),
                    "arithmetic": list(place.lines),
                    **({"tie": place.tie} if place.tie else {}),
                }
                for place in self.places
            ],
            "left_out": [{"peer": out.peer, "why": out.why} for out in self.left_out],
        }


class _Standing(Struct, frozen=True):
    """What decides about an offer's place, in this order."""

    peer: str
    score: Decimal
    missing: int
    beaten: int
    reliability: Decimal
    delivery: date
    lines: tuple[str, ...]

    @property
    def order(self) -> tuple[Decimal, int, int, Decimal, date, str]:
        return (
            *(-self.score, self.missing, -self.beaten),
            *(-self.reliability, self.delivery, self.peer),
        )


def rank(
    request: DealRequest, offers: Iterable[Offer], reliability: Mapping[str, Reliability]
) -> Ranking:
    """The same for the same offers in any order. ``reliability`` is by peer; one that is not in it
    counts as one of whom nothing is known.
    """
    ordered = sorted(offers, key=lambda offer: offer.peer)
    left_out = {offer.peer: why for offer in ordered if (why := _why_left_out(request, offer))}
    taking_part = [
        offer for offer in ordered if offer.kind is OfferKind.QUOTED and offer.peer not in left_out
    ]
    criteria = find_criteria(request, reliability)
    total = sum((criterion.weight for criterion in criteria), Decimal(0))
    measured = [criterion.measure(taking_part, total) for criterion in criteria]
    standings = [
        _stand(
            offer,
            [points[offer.peer] for points in measured],
            number_of(reliability, offer.peer),
            find_delivery(request, offer),
        )
        for offer in taking_part
    ]
    standings.sort(key=lambda standing: standing.order)
    return Ranking(
        tuple(criterion.rule(total) for criterion in criteria),
        tuple(_place(standings, index) for index in range(len(standings))),
        tuple(LeftOut(peer, why) for peer, why in left_out.items()),
    )


def _why_left_out(request: DealRequest, offer: Offer) -> str:
    """ "" for an offer that takes part, and for what is no offer at all."""
    if offer.kind is OfferKind.COUNTER:
        return "a counter-offer: " + "; ".join(offer.differs)
    if offer.kind is not OfferKind.QUOTED:
        return ""
    if offer.is_late:
        return "it came late"
    return "; ".join(find_broken_limits(request, offer.values))


def _stand(
    offer: Offer, points: list[Points], reliability: Decimal, delivery: date | None
) -> _Standing:
    score = sum((each.shown for each in points), Decimal(0))
    sums = " + ".join(write_figure(each.shown) for each in points)
    return _Standing(
        offer.peer,
        score,
        sum(each.is_missing for each in points),
        sum(each.beaten for each in points),
        reliability,
        delivery or date.max,
        (*(each.line for each in points), f"{sums} = {write_figure(score)}"),
    )


def _place(standings: list[_Standing], index: int) -> Place:
    one = standings[index]
    tie = ""
    if index and standings[index - 1].score == one.score:
        ahead = standings[index - 1]
        tie = (
            f"the same score as {ahead.peer}, which stands first because {_why_behind(ahead, one)}"
        )
    return Place(index + 1, one.peer, one.score, one.lines, tie)


def _why_behind(ahead: _Standing, one: _Standing) -> str:
    if ahead.missing != one.missing:
        return "it names more of the figures"
    if ahead.beaten != one.beaten:
        return f"its figures beat those of others {ahead.beaten} times, against {one.beaten}"
    if ahead.reliability != one.reliability:
        more, less = write_figure(ahead.reliability), write_figure(one.reliability)
        return f"its reliability is {more} against {less}"
    if ahead.delivery != one.delivery:
        later = "no date" if one.delivery == date.max else str(one.delivery)
        return f"it delivers on {ahead.delivery}, against {later}"
    return "its name does, all else being the same"
