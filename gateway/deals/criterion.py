"""One thing that offers are measured by: its figure in each, and what share of the best it is.

Every step is rounded to four places and written down, so that a person gets the same with pencil
and paper.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from msgspec import Struct

from gateway.core.deal import Offer
from gateway.deals.figures import (
    TIMES,
    day_of,
    find_asked,
    find_delivery,
    four_places,
    read_figure,
    write_figure,
)
from gateway.deals.reliability import Reliability, reliability_of
from gateway.deals.request import DealRequest
from gateway.deals.scale import Scale, find_scale

SPARE: Final = "days to spare"
UNTIL: Final = "days to delivery"
RELIABILITY: Final = "reliability"
_UNKNOWN: Final = reliability_of((), 0)


class Points(Struct, frozen=True):
    """What one offer gets for one criterion, as it is shown; 0 for no figure. ``beaten`` is how
    many others have a worse figure."""

    shown: Decimal
    line: str
    is_missing: bool
    beaten: int


class Criterion(Struct, frozen=True):
    """``read`` gives an offer's figure, None where it has none. ``is_share`` when the figure is
    between 0 and 1 itself, and counts as it is."""

    name: str
    weight: Decimal
    is_lower_better: bool
    read: Callable[[Offer], Decimal | None]
    is_share: bool = False

    def rule(self, total: Decimal) -> str:
        """How it counts, and how much of all."""
        if self.is_share:
            way = "counts as it is"
        elif self.is_lower_better:
            way = "lower is better: best / own, at most 1"
        else:
            way = "higher is better: own / best, at most 1"
        share = write_figure(self._share_of(total))
        parts = f"{write_figure(self.weight)} / {write_figure(total)}"
        return f"{self.name}: {way}; weight {parts} = {share}"

    def measure(self, offers: Sequence[Offer], total: Decimal) -> Mapping[str, Points]:
        """By peer. ``total`` is the sum of all weights."""
        figures = {offer.peer: self.read(offer) for offer in offers}
        known = [figure for figure in figures.values() if figure is not None]
        scale = find_scale(known, is_lower_better=self.is_lower_better)
        missing = len(figures) - len(known)
        return {
            peer: self._points(figure, scale, missing, total) for peer, figure in figures.items()
        }

    def _points(self, figure: Decimal | None, scale: Scale, missing: int, total: Decimal) -> Points:
        if figure is None:
            share, told = Fraction(0), f"{self.name} is not said or no number, which is worst"
        elif self.is_share:
            share, told = Fraction(figure), f"{self.name} {write_figure(figure)}"
        else:
            share = scale.share_of(figure)
            told = f"{self.name} {write_figure(figure)}, {scale.say_best()}"
        rounded, weight = four_places(share), self._share_of(total)
        shown = four_places(Fraction(rounded) * Fraction(weight))
        sums = f"{write_figure(rounded)}{TIMES}{write_figure(weight)} = {write_figure(shown)}"
        beaten = 0 if figure is None else scale.count_worse(figure)
        return Points(shown, f"{told} → {sums}", figure is None, beaten)

    def _share_of(self, total: Decimal) -> Decimal:
        return four_places(Fraction(self.weight) / Fraction(total))


def find_criteria(
    request: DealRequest, reliability: Mapping[str, Reliability]
) -> tuple[Criterion, ...]:
    """Those of the award rule, or the lowest price alone where it has none."""
    award = request.award
    found = [
        Criterion(
            weight.field,
            Decimal(str(weight.weight)),
            weight.better == "lower",
            _field(request, weight.field),
        )
        for weight in award.weights
    ]
    if award.delivery:
        found.append(_delivery(request))
    if award.reliability:
        found.append(
            Criterion(
                RELIABILITY,
                Decimal(str(award.reliability)),
                is_lower_better=False,
                read=lambda offer: number_of(reliability, offer.peer),
                is_share=True,
            )
        )
    if not found:
        price = award.price_field
        found.append(
            Criterion(price, Decimal(1), is_lower_better=True, read=_field(request, price))
        )
    return tuple(found)


def number_of(reliability: Mapping[str, Reliability], peer: str) -> Decimal:
    """That of a peer of whom nothing is known is in the middle."""
    return reliability.get(peer, _UNKNOWN).number


def _field(request: DealRequest, name: str) -> Callable[[Offer], Decimal | None]:
    return lambda offer: read_figure(find_asked(request, offer.values, name))


def _delivery(request: DealRequest) -> Criterion:
    """Earlier is better: by the days left before it is needed, or those since it was asked for."""
    needed_by = request.needed_by

    def read(offer: Offer) -> Decimal | None:
        day = find_delivery(request, offer)
        if day is None:
            return None
        if needed_by is not None:
            return Decimal((needed_by - day).days)
        return Decimal((day - day_of(offer.asked_at)).days)

    weight = Decimal(str(request.award.delivery))
    is_spare = needed_by is not None
    return Criterion(SPARE if is_spare else UNTIL, weight, not is_spare, read)
