"""What of a deal may still come: the offers that a human at a peer has to decide about."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Final

from gateway.core.deal import Offer, OfferKind
from gateway.deals.figures import find_delivery, find_price, write_days, write_figure, write_span
from gateway.deals.improve import say_differences
from gateway.deals.rank import Ranking
from gateway.deals.request import DealRequest
from gateway.deals.say import say_values

# Of what a peer says in its own words: the rest of a summary is ours.
_MOST_LETTERS: Final = 100

MOST_NAMED: Final = 3
"""How many are told of by name."""


def find_pending(offers: Iterable[Offer]) -> Sequence[Offer]:
    """Those that will be decided first come first."""
    return sorted(
        (offer for offer in offers if offer.kind is OfferKind.PENDING_REVIEW),
        key=lambda offer: (offer.expected_at or float("inf"), offer.peer),
    )


def say_pending(
    request: DealRequest,
    by_peer: Mapping[str, Offer],
    ranking: Ranking,
    now: int,
    zone: tzinfo,
) -> Iterator[str]:
    """What may still come, with how far what is known of it differs from the best that is there."""
    pending = find_pending(by_peer.values())
    best = by_peer[ranking.best.peer] if ranking.best is not None else None
    for offer in pending[:MOST_NAMED]:
        said = f"{offer.peer} may still come: {_say_when(offer, now, zone)}"
        figures = ", ".join(filter(None, say_figures(request, offer)))
        if figures:
            said += f", so far {figures}"
        differs = ", ".join(say_differences(request, best, offer)) if best is not None else ""
        if best is not None and differs:
            said += f"; against {best.peer} {differs}"
        yield f"{said}."
    if len(pending) > MOST_NAMED:
        yield f"So may {len(pending) - MOST_NAMED} more that are pending."


def say_figures(request: DealRequest, offer: Offer) -> Iterator[str]:
    """The price and the day, or whatever there is where there is neither."""
    price, day = find_price(request, offer.values), find_delivery(request, offer)
    if price is not None:
        yield f"{write_figure(price)} {request.currency}".rstrip()
    if day is not None and request.needed_by is not None:
        spare = (request.needed_by - day).days
        yield f"delivery {day}, {_say_spare(spare)} {request.needed_by}"
    elif day is not None:
        yield f"delivery {day}"
    if price is None and day is None:
        said = say_values(offer.values, request.currency)
        yield said if len(said) <= _MOST_LETTERS else said[:_MOST_LETTERS] + "…"


def _say_when(offer: Offer, now: int, zone: tzinfo) -> str:
    if not offer.expected_at:
        return "a human decides, and has named no time"
    moment = _write_moment(offer.expected_at, now, zone)
    if offer.expected_at >= now:
        return f"a human decides by {moment}"
    return f"a human was to decide by {moment}, {write_span(now - offer.expected_at)} ago"


def _write_moment(at: int, now: int, zone: tzinfo) -> str:
    """``14:00 UTC``, with the day where it is another than today's."""
    moment, today = (datetime.fromtimestamp(ms / 1000, zone) for ms in (at, now))
    form = "%H:%M %Z" if moment.date() == today.date() else "%Y-%m-%d %H:%M %Z"
    return moment.strftime(form)


def _say_spare(days: int) -> str:
    if days == 0:
        return "on the last day,"
    return f"{write_days(abs(days))} {'before' if days > 0 else 'after'}"
