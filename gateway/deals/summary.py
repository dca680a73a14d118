"""Where a deal stands and what to do, in a few sentences that a person decides by.

Made from the offers and their ranking alone, without a language model: it is there in every house,
and it is what a model's own words are held against.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Final

from gateway.core.deal import Deal, DealState, Offer, OfferKind
from gateway.deals.awardable import find_last_day
from gateway.deals.figures import (
    day_of,
    find_delivery,
    find_price,
    write_days,
    write_figure,
    write_span,
)
from gateway.deals.improve import improvement
from gateway.deals.rank import Place, Ranking
from gateway.deals.request import DealRequest
from gateway.deals.say import say_values

_COUNTED: Final[Mapping[OfferKind, tuple[str, str]]] = {
    OfferKind.PENDING_REVIEW: ("waits for a human there", "wait for a human there"),
    OfferKind.COUNTER: ("offers something else", "offer something else"),
    OfferKind.DECLINED: ("declined", "declined"),
    OfferKind.INVALID: ("answered with no valid offer", "answered with no valid offer"),
    OfferKind.UNREACHABLE: ("could not be asked", "could not be asked"),
    OfferKind.TIMED_OUT: ("did not answer in time", "did not answer in time"),
    OfferKind.ASKED: ("has not answered yet", "have not answered yet"),
}
_MOST_NAMED: Final = 3


def recommend(
    request: DealRequest,
    offers: Iterable[Offer],
    ranking: Ranking,
    now: int,
    zone: tzinfo = UTC,
    *,
    deal: Deal | None = None,
) -> str:
    """Times are told in ``zone``; ``now`` is in milliseconds. ``deal`` tells what was decided, None
    where nothing was."""
    by_peer = {offer.peer: offer for offer in offers}
    return " ".join(
        [
            _count(by_peer.values()),
            *_say_best(request, by_peer, ranking, now),
            *_say_pending(_find_pending(by_peer.values()), request.currency, now, zone),
            advise(request, by_peer.values(), ranking, deal),
        ]
    )


def advise(
    request: DealRequest,
    offers: Collection[Offer],
    ranking: Ranking,
    deal: Deal | None = None,
) -> str:
    """What to do, in a sentence, or what was done and what has come since."""
    if deal is not None and deal.awarded_to:
        return " ".join(
            [f"It is awarded to {deal.awarded_to}.", *_say_better(request, offers, deal)]
        )
    if deal is not None and deal.state is not DealState.OPEN:
        return "It is closed, and nothing was awarded."
    follow = " and ".join(offer.peer for offer in _find_pending(offers)[:_MOST_NAMED])
    best = ranking.best
    if best is not None:
        fewer = len(ranking.places) < request.award.wanted
        short = f", one of {len(ranking.places)} where {request.award.wanted} were wanted"
        award = f"Recommended: award {best.peer}{short if fewer else ''}"
        return f"{award}, and follow up {follow}." if follow else f"{award}."
    if follow:
        return f"Recommended: nothing to award yet; follow up {follow}."
    if any(offer.kind is OfferKind.ASKED for offer in offers):
        return "Recommended: nothing to award yet; wait for those who have not answered."
    if nearest := _nearest(offers):
        return (
            f"Recommended: nothing to award as asked; of the others {nearest.peer} comes nearest: "
            f"{'; '.join(nearest.differs)}."
        )
    return "Recommended: nothing to award; ask others, or ask for something else."


def write_moment(at: int, now: int, zone: tzinfo) -> str:
    """``14:00 UTC``, with the day where it is another than today's."""
    moment, today = (datetime.fromtimestamp(ms / 1000, zone) for ms in (at, now))
    form = "%H:%M %Z" if moment.date() == today.date() else "%Y-%m-%d %H:%M %Z"
    return moment.strftime(form)


def _count(offers: Iterable[Offer]) -> str:
    """``Of 43 asked, 3 quoted as asked, 1 waits for a human there, 17 declined.``"""
    kinds = Counter(offer.kind for offer in offers)
    told = [
        f"{kinds[kind]} {one if kinds[kind] == 1 else more}"
        for kind, (one, more) in _COUNTED.items()
        if kinds[kind]
    ]
    quoted = kinds[OfferKind.QUOTED]
    first = f"{quoted or 'nobody'} quoted as asked"
    return f"Of {sum(kinds.values())} asked, {', '.join([first, *told])}."


def _say_best(
    request: DealRequest, by_peer: Mapping[str, Offer], ranking: Ranking, now: int
) -> Iterator[str]:
    best = ranking.best
    if best is None:
        return
    offer = by_peer[best.peer]
    said = ", ".join(_figures(request, offer))
    if len(ranking.places) == 1:
        yield f"{best.peer} is the only one to choose from: {said}."
    else:
        yield f"{best.peer} is best: {said}, {_against(best, ranking.places[1])}."
    last = find_last_day(offer.values, offer.at)
    if last is not None and last < day_of(now):
        yield f"Its offer was good until {last} only: ask whether it still stands."


def _figures(request: DealRequest, offer: Offer) -> Iterator[str]:
    price, day = find_price(request, offer.values), find_delivery(request, offer)
    if price is not None:
        yield f"{write_figure(price)} {request.currency}".rstrip()
    if day is not None and request.needed_by is not None:
        spare = (request.needed_by - day).days
        early = f"{write_days(spare)} before" if spare else "on the last day,"
        yield f"delivery {day}, {early} {request.needed_by}"
    elif day is not None:
        yield f"delivery {day}"
    if price is None and day is None:
        yield say_values(offer.values, request.currency)


def _against(best: Place, second: Place) -> str:
    if second.tie:
        why = second.tie.partition(" because ")[2]
        return f"with the same score as {second.peer}; it stands first because {why}"
    return f"score {write_figure(best.score)} against {write_figure(second.score)} of {second.peer}"


def _say_pending(pending: Sequence[Offer], currency: str, now: int, zone: tzinfo) -> Iterator[str]:
    for offer in pending[:_MOST_NAMED]:
        if not offer.expected_at:
            when = "a human decides, and has named no time"
        elif offer.expected_at >= now:
            when = f"a human decides by {write_moment(offer.expected_at, now, zone)}"
        else:
            overdue = write_span(now - offer.expected_at)
            moment = write_moment(offer.expected_at, now, zone)
            when = f"a human was to decide by {moment}, {overdue} ago"
        figures = say_values(offer.values, currency)
        yield f"{offer.peer} may still come: {when}{f', so far {figures}' if figures else ''}."
    if len(pending) > _MOST_NAMED:
        yield f"So may {len(pending) - _MOST_NAMED} more that are pending."


def _say_better(request: DealRequest, offers: Collection[Offer], deal: Deal) -> Iterator[str]:
    winner = next((offer for offer in offers if offer.peer == deal.awarded_to), None)
    late = [offer for offer in offers if offer.is_late and offer is not winner]
    for offer in sorted(late, key=lambda offer: offer.peer):
        better = improvement(request, winner, offer) if winner is not None else ""
        if better:
            yield f"Since then {offer.peer} has come: {better}."


def _nearest(offers: Iterable[Offer]) -> Offer | None:
    """Of the counter-offers the one that changes least."""
    counters = [offer for offer in offers if offer.kind is OfferKind.COUNTER]
    return min(counters, key=lambda offer: (len(offer.differs), offer.peer), default=None)


def _find_pending(offers: Iterable[Offer]) -> Sequence[Offer]:
    """Those that will be decided first come first."""
    return sorted(
        (offer for offer in offers if offer.kind is OfferKind.PENDING_REVIEW),
        key=lambda offer: (offer.expected_at or float("inf"), offer.peer),
    )
