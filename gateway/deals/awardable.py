"""Which offer may be taken: what was offered as it was asked for, or what a person takes anyway."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final, assert_never

from gateway.core.clock import iso_from_ms
from gateway.core.deal import Offer, OfferKind
from gateway.core.json import JsonObject
from gateway.core.names import say_names
from gateway.deals.figures import day_of, find_field, read_day, read_figure
from gateway.deals.refusals import NotAwardable

_DAYS_GOOD: Final = ("validity_days", "valid_days", "validity")
_GOOD_UNTIL: Final = ("valid_until", "expires", "valid_to")
_MOST_DAYS: Final = 3650


def get_awardable(offers: Iterable[Offer], peer: str, now: int, *, anyway: bool) -> Offer:
    """The offer of that peer; raise NotAwardable, which says why.

    ``anyway`` takes a counter-offer, and one that was good until a day that is over; nothing takes
    what is no offer.
    """
    found = {offer.peer: offer for offer in offers}
    if peer not in found:
        raise NotAwardable(f"{peer} was not asked; those that were: {say_names(sorted(found))}")
    offer = found[peer]
    if why := _why_none(offer):
        raise NotAwardable(why)
    if not anyway and (why := _why_another(offer, now)):
        raise NotAwardable(f"{why}; it takes `anyway` to take it all the same")
    return offer


def find_last_day(values: JsonObject, at: int) -> date | None:
    """Until when an offer that came ``at`` is good, by its own word; None where it does not say."""
    for name in _DAYS_GOOD:
        days = read_figure(find_field(values, name))
        if days is not None and 0 <= days <= _MOST_DAYS:
            return day_of(at) + timedelta(days=int(days))
    said = (find_field(values, name) for name in _GOOD_UNTIL)
    return next((read_day(value, at) for value in said if value is not None), None)


def _why_none(offer: Offer) -> str:
    peer = offer.peer
    match offer.kind:
        case OfferKind.QUOTED | OfferKind.COUNTER:
            return ""
        case OfferKind.ASKED:
            return f"{peer} has not answered yet"
        case OfferKind.DECLINED:
            return f"{peer} declined: {offer.reason}"
        case OfferKind.PENDING_REVIEW:
            when = f" by {iso_from_ms(offer.expected_at)}" if offer.expected_at else ""
            return f"a human at {peer} will decide{when}; follow it up, or wait"
        case OfferKind.INVALID:
            return f"what {peer} answered is no valid offer: {'; '.join(offer.differs)}"
        case OfferKind.UNREACHABLE:
            return f"{peer} could not be asked"
        case OfferKind.TIMED_OUT:
            return f"{peer} did not answer in time"
        case _:
            assert_never(offer.kind)


def _why_another(offer: Offer, now: int) -> str:
    if offer.kind is OfferKind.COUNTER:
        return f"{offer.peer} offers something else: {'; '.join(offer.differs)}"
    last = find_last_day(offer.values, offer.at)
    if last is not None and day_of(now) > last:
        return f"the offer of {offer.peer} was good until {last}"
    return ""
