"""What the peers of a deal are told when it is decided: words, and the same as data.

Each is said in the conversation of the peer's own offer, and under a seed that belongs to the deal,
so that a peer which is told twice knows the message again. What the operator noted for themselves
is in none of them.
"""

from types import MappingProxyType
from typing import Any, Final

from gateway.core.deal import Deal, Offer
from gateway.core.json import JsonObject
from gateway.core.message import DataPart
from gateway.deals.request import DealRequest
from gateway.outbox import Ask

OFFER_OUTCOME: Final = "offer_outcome"
"""The skill by which peers are told, where their card offers it; all others are told in words."""

AWARD: Final = "award"
NO_AWARD: Final = "no_award"
CLOSED: Final = "deal_closed"
FOLLOW_UP: Final = "follow_up"


def award_ask(
    deal: Deal, request: DealRequest, offer: Offer, context_id: str, message: str = ""
) -> Ask:
    """To the winner: which offer is taken, whole, so that both sides mean the same one."""
    words = f"We accept your offer for {say_subject(deal, request)}: {_say_values(offer.values)}."
    data: dict[str, Any] = {"offer": dict(offer.values)}
    if offer.differs:
        words += " We accept it as it differs from the request: " + "; ".join(offer.differs) + "."
        data["differs"] = list(offer.differs)
    words += " Please confirm."
    return _decision(deal, request, offer, AWARD, words, context_id, data, message)


def no_award_ask(deal: Deal, request: DealRequest, offer: Offer, context_id: str) -> Ask:
    """To one whose offer was not taken: nothing of the others, nor of the winner."""
    words = f"Thank you for your offer for {say_subject(deal, request)}."
    words += " This time we have chosen another one; nothing more is needed from you."
    return _decision(deal, request, offer, NO_AWARD, words, context_id)


def closed_ask(
    deal: Deal, request: DealRequest, offer: Offer, context_id: str, message: str = ""
) -> Ask:
    """To one that is still at it."""
    words = f"We have closed our request for {say_subject(deal, request)}."
    words += " Thank you for your time; nothing more is needed from you."
    return _decision(deal, request, offer, CLOSED, words, context_id, message=message)


def follow_ask(deal: Deal, request: DealRequest, offer: Offer, context_id: str) -> Ask:
    """To one whose human would decide, where there is no task to look at."""
    words = f"You said that a human would decide on {say_subject(deal, request)}."
    words += " Has it been decided? Please answer as you were asked to at first."
    # It may be asked more than once, so each is a message of its own, without a seed.
    return Ask(
        text=words,
        context_id=context_id,
        parts=(DataPart(_about(deal, request, FOLLOW_UP)),),
        response_schema=request.response_schema,
    )


def say_subject(deal: Deal, request: DealRequest) -> str:
    """``4000 pieces of terminal blocks (PR-2027-0847)``."""
    if request.quantity is None:
        return f"{request.subject} ({deal.ref})"
    many = f"{request.quantity:f} {request.unit} of" if request.unit else f"{request.quantity:f}"
    return f"{many} {request.subject} ({deal.ref})"


def _decision(
    deal: Deal,
    request: DealRequest,
    offer: Offer,
    said: str,
    words: str,
    context_id: str,
    data: JsonObject = MappingProxyType({}),
    message: str = "",
) -> Ask:
    about = {**_about(deal, request, said), **data}
    if message:
        about["message"] = message
        words = f"{words}\n\n{message}"
    return Ask(
        skill=OFFER_OUTCOME,
        arguments=about,
        words=words,
        is_rare=True,
        context_id=context_id,
        seed=f"deal:{deal.id}:{said}:{offer.peer}",
    )


def _about(deal: Deal, request: DealRequest, said: str) -> dict[str, Any]:
    return {"type": said, "ref": deal.ref, "subject": request.subject}


def _say_values(values: JsonObject) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())
