"""How far a peer is to be relied on, by what it did in earlier deals.

Four shares that can be counted by hand, each as if two more had been seen, one good and one bad: a
peer of whom little is known is near the middle, and no single lapse makes a zero.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Final

from msgspec import Struct

from gateway.core.deal import Offer, OfferKind
from gateway.deals.figures import TIMES, four_places, write_figure, write_span

_KEPT_CONTRACT: Final = frozenset(
    {OfferKind.QUOTED, OfferKind.COUNTER, OfferKind.DECLINED, OfferKind.PENDING_REVIEW}
)
_ANSWERED: Final = _KEPT_CONTRACT | {OfferKind.INVALID}
_OF_ANSWERING: Final = Fraction(4, 10)
_OF_CONTRACT: Final = Fraction(3, 10)
_OF_PROMISES: Final = Fraction(2, 10)
_OF_SPEED: Final = Fraction(1, 10)
# An answer after so long counts half.
_HALF_HOURS: Final = Fraction(24)
_HOUR_MS: Final = 3_600_000


class Reliability(Struct, frozen=True):
    """``number`` is between 0 and 1, to four places; ``how`` is its arithmetic, a line each.

    ``answered`` of ``asked`` came in time, ``valid`` of the answers kept to the contract, ``kept``
    of ``promised`` times were met. ``answer_ms`` is the median, None where nothing was answered.
    """

    number: Decimal
    how: tuple[str, ...]
    asked: int = 0
    answered: int = 0
    answers: int = 0
    valid: int = 0
    promised: int = 0
    kept: int = 0
    answer_ms: int | None = None


def reliability_of(offers: Sequence[Offer], now: int) -> Reliability:
    """``offers`` are the peer's newest of each earlier deal; those that are still open and were
    not answered yet say nothing. ``now`` is in milliseconds.
    """
    seen = [offer for offer in offers if offer.kind is not OfferKind.ASKED]
    answers = [offer for offer in seen if offer.kind in _ANSWERED]
    promises = [
        offer
        for offer in answers
        if offer.expected_at
        and (offer.kind is not OfferKind.PENDING_REVIEW or offer.expected_at < now)
    ]
    answered = sum(not offer.is_late for offer in answers)
    valid = sum(offer.kind in _KEPT_CONTRACT for offer in answers)
    kept = sum(
        offer.kind is not OfferKind.PENDING_REVIEW and offer.at <= offer.expected_at
        for offer in promises
    )
    times = [max(0, offer.at - offer.asked_at) for offer in answers]
    middle = int(median(times)) if times else None
    parts = (
        _share("answered in time", answered, len(seen), _OF_ANSWERING),
        _share("answers within the contract", valid, len(answers), _OF_CONTRACT),
        _share("promised times kept", kept, len(promises), _OF_PROMISES),
        _speed(middle, len(times)),
    )
    number = sum((points for points, _ in parts), Decimal(0))
    return Reliability(
        number,
        (*(line for _, line in parts), f"in all {write_figure(number)}"),
        len(seen),
        answered,
        len(answers),
        valid,
        len(promises),
        kept,
        middle,
    )


def _share(what: str, good: int, of: int, weight: Fraction) -> tuple[Decimal, str]:
    share = four_places(Fraction(good + 1, of + 2))
    points, told = _weighed(share, weight)
    return points, f"{what} {good} of {of}: ({good} + 1) / ({of} + 2) = {told}"


def _speed(middle: int | None, count: int) -> tuple[Decimal, str]:
    if middle is None:
        points, told = _weighed(Decimal("0.5"), _OF_SPEED)
        return points, f"no answer to time: {told}"
    hours = four_places(Fraction(middle, _HOUR_MS))
    own = four_places(_HALF_HOURS / (_HALF_HOURS + Fraction(hours)))
    share = four_places((Fraction(own) * count + 1) / (count + 2))
    points, told = _weighed(share, _OF_SPEED)
    return points, (
        f"answers after {write_span(middle)} (the median): "
        f"{_HALF_HOURS} / ({_HALF_HOURS} + {write_figure(hours)} hours) = {write_figure(own)}, "
        f"({write_figure(own)}{TIMES}{count} + 1) / ({count} + 2) = {told}"
    )


def _weighed(share: Decimal, weight: Fraction) -> tuple[Decimal, str]:
    points = four_places(Fraction(share) * weight)
    return points, f"{write_figure(share)}{TIMES}{float(weight)} = {write_figure(points)}"
