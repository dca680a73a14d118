"""Where a deal stands and what to do, in a few sentences that a person decides by.

Made from the offers and their ranking alone, without a language model: it is there in every house,
and it is what a model's own words are held against.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, tzinfo
from typing import Final

from msgspec.structs import replace

from gateway.core.deal import Deal, DealState, Offer, OfferKind
from gateway.deals.awardable import find_last_day
from gateway.deals.figures import day_of, write_figure
from gateway.deals.improve import improvement
from gateway.deals.outlook import MOST_NAMED, find_pending, say_figures, say_pending
from gateway.deals.rank import Place, Ranking, rank
from gateway.deals.request import DealRequest

_COUNTED: Final[Mapping[OfferKind, tuple[str, str]]] = {
    OfferKind.PENDING_REVIEW: ("waits for a human there", "wait for a human there"),
    OfferKind.COUNTER: ("offers something else", "offer something else"),
    OfferKind.DECLINED: ("declined", "declined"),
    OfferKind.INVALID: ("answered with no valid offer", "answered with no valid offer"),
    OfferKind.UNREACHABLE: ("could not be asked", "could not be asked"),
    OfferKind.TIMED_OUT: ("did not answer in time", "did not answer in time"),
    OfferKind.ASKED: ("has not answered yet", "have not answered yet"),
}


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
            *say_pending(request, by_peer, ranking, now, zone),
            advise(request, by_peer.values(), ranking, deal),
        ]
    )


def advise(
    request: DealRequest,
    offers: Collection[Offer],
    ranking: Ranking,
    deal: Deal | None,
) -> str:
    """What to do, in a sentence, or what was done and what has come since."""
    if deal is not None and deal.awarded_to:
        better = _find_better(request, offers, deal.awarded_to)
        since = (f"Since then {peer} has come: {words}." for peer, words in better)
        return " ".join([f"It is awarded to {deal.awarded_to}.", *since])
    if deal is not None and deal.state is not DealState.OPEN:
        return "It is closed, and nothing was awarded."
    follow = _join([offer.peer for offer in find_pending(offers)[:MOST_NAMED]])
    best = ranking.best
    if best is not None:
        fewer = len(ranking.places) < request.award.wanted
        short = f", one of {len(ranking.places)} where {request.award.wanted} were wanted"
        award = f"Recommended: award {best.peer}{short if fewer else ''}"
        award += f", and follow up {follow}." if follow else "."
        better = _find_better(request, offers, best.peer, is_awarded=False)
        return " ".join([award, *(f"But {peer} came late: {words}." for peer, words in better)])
    if (late := _find_best_late(request, offers)) is not None:
        said = ", ".join(say_figures(request, late))
        award = f"Recommended: award {late.peer}, which came late with {said}"
        return f"{award}, or follow up {follow}." if follow else f"{award}."
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
    said = ", ".join(say_figures(request, offer))
    if len(ranking.places) == 1:
        yield f"{best.peer} is the only one to choose from: {said}."
    else:
        yield f"{best.peer} is best: {said}, {_against(best, ranking.places[1])}."
    last = find_last_day(offer.values, offer.at)
    if last is not None and last < day_of(now):
        yield f"Its offer was good until {last} only: ask whether it still stands."


def _against(best: Place, second: Place) -> str:
    if second.tie:
        why = second.tie.partition(" because ")[2]
        return f"with the same score as {second.peer}; it stands first because {why}"
    return f"score {write_figure(best.score)} against {write_figure(second.score)} of {second.peer}"


def _find_better(
    request: DealRequest, offers: Collection[Offer], winner: str, *, is_awarded: bool = True
) -> Iterator[tuple[str, str]]:
    """Who came late with more than the winner offers, and how it is better."""
    taken = next((offer for offer in offers if offer.peer == winner), None)
    late = [offer for offer in offers if offer.is_late and offer is not taken]
    for offer in sorted(late, key=lambda offer: offer.peer):
        better = improvement(request, taken, offer, is_awarded=is_awarded) if taken else ""
        if better:
            yield offer.peer, better


def _find_best_late(request: DealRequest, offers: Collection[Offer]) -> Offer | None:
    late = {offer.peer: replace(offer, is_late=False) for offer in offers if offer.is_late}
    best = rank(request, late.values(), {}).best
    return None if best is None else late[best.peer]


def _join(names: Sequence[str]) -> str:
    """``a, b and c``."""
    *first, last = names or [""]
    return f"{', '.join(first)} and {last}" if first else last


def _nearest(offers: Iterable[Offer]) -> Offer | None:
    """Of the counter-offers the one that changes least."""
    counters = [offer for offer in offers if offer.kind is OfferKind.COUNTER]
    return min(counters, key=lambda offer: (len(offer.differs), offer.peer), default=None)
