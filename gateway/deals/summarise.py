"""A deal summed up by a language model, where there is one: what the offers differ in, in words.

What the peers said is data to it and no order, its figures have to be theirs, and what to do is
never its to say: that sentence is the rules' own (SECURITY: G3).
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo
from typing import Any, Final

from gateway.core.deal import Deal, Offer, OfferKind
from gateway.core.errors import GatewayError
from gateway.core.json import encode
from gateway.deals.figures import day_of, write_figure
from gateway.deals.grounded import is_grounded
from gateway.deals.improve import say_differences
from gateway.deals.rank import Ranking
from gateway.deals.request import DealRequest
from gateway.deals.say import say_offer
from gateway.deals.summary import advise, recommend
from gateway.skillkit import LanguageModel

_INSTRUCTIONS: Final = """\
A buyer asked several suppliers for offers. You are given the request, the offers in the order in \
which a rule ranked them, what else came, and a plain summary. Write two to four sentences for the \
buyer: how the first offer compares with the next ones, what speaks against it, and what may still \
come. Name the first supplier. Use no figure and no date that is not given, compute none, and do \
not say what to do: that is added to your words."""
_MOST_OFFERS: Final = 12
_MOST_LETTERS: Final = 1500
_TOLD_TOO: Final = frozenset({OfferKind.COUNTER, OfferKind.PENDING_REVIEW})


async def summarise(
    llm: LanguageModel | None,
    request: DealRequest,
    offers: Sequence[Offer],
    ranking: Ranking,
    now: int,
    zone: tzinfo = UTC,
    *,
    deal: Deal | None = None,
) -> str:
    """The plain one where there is no model, none to choose from, or no words of its own that hold.

    ``now`` is in milliseconds.
    """
    plain = recommend(request, offers, ranking, now, zone, deal=deal)
    best = ranking.best
    if llm is None or best is None:
        return plain
    given = _write(request, {offer.peer: offer for offer in offers}, ranking, plain)
    try:
        said = await llm.ask(_INSTRUCTIONS, encode(given).decode())
    except GatewayError:
        return plain
    words = " ".join(str(said).split())
    holds = 0 < len(words) <= _MOST_LETTERS and best.peer.casefold() in words.casefold()
    if not holds or not is_grounded(words, given, day_of(now)):
        return plain
    return f"{words} {advise(request, offers, ranking, deal)}"


def _write(
    request: DealRequest, by_peer: Mapping[str, Offer], ranking: Ranking, plain: str
) -> dict[str, Any]:
    places = ranking.places[:_MOST_OFFERS]
    best = by_peer[places[0].peer]
    ranked = [
        {
            "place": place.place,
            "supplier": place.peer,
            "score": write_figure(place.score),
            "offer": say_offer(by_peer[place.peer], request.currency),
            "against_the_first": ", ".join(say_differences(request, best, by_peer[place.peer])),
        }
        for place in places
    ]
    others = [offer for offer in by_peer.values() if offer.kind in _TOLD_TOO]
    return {
        "request": {
            "subject": request.subject,
            "quantity": None if request.quantity is None else write_figure(request.quantity),
            "currency": request.currency,
            "needed_by": None if request.needed_by is None else request.needed_by.isoformat(),
        },
        "ranked": ranked,
        "others": [
            {"supplier": offer.peer, "said": say_offer(offer, request.currency)}
            for offer in others[:_MOST_OFFERS]
        ],
        "plain_summary": plain,
    }
