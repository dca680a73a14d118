"""What a peer is sent of a request: the request itself, and neither who else is asked nor how the
award is made.

A peer whose card offers the skill is asked for it, all others are told in words; either way the
request goes along as data, with the contract that the answer has to keep.
"""

from decimal import Decimal
from typing import Final

from gateway.core.clock import iso_from_ms
from gateway.core.deal import Deal
from gateway.core.json import Json, JsonObject, encode
from gateway.deals.request import DealRequest
from gateway.deals.tell import say_subject
from gateway.outbox import Ask

_MOST_SCHEMA: Final = 4000


def request_ask(deal: Deal, request: DealRequest) -> Ask:
    return Ask(
        skill=request.skill,
        arguments=write_arguments(deal, request),
        response_schema=request.response_schema,
        words=write_words(deal, request),
        until=deal.deadline,
    )


def write_arguments(deal: Deal, request: DealRequest) -> JsonObject:
    said = {
        "type": request.type,
        "ref": deal.ref,
        "subject": request.subject,
        "quantity": _plain(request.quantity),
        "unit": request.unit,
        "spec": request.spec,
        "currency": request.currency,
        "needed_by": request.needed_by and request.needed_by.isoformat(),
        "respond_by": iso_from_ms(deal.deadline),
    }
    return {name: value for name, value in said.items() if value not in (None, "", {})}


def write_words(deal: Deal, request: DealRequest) -> str:
    """For whoever reads words alone, a language model or a person."""
    return " ".join([request.message or _describe(deal, request), *_say_answer(deal, request)])


def _describe(deal: Deal, request: DealRequest) -> str:
    words = f"We request an offer ({request.type}) for {say_subject(deal, request)}."
    if request.spec:
        spec = (f"{name} {_say(value)}" for name, value in request.spec.items())
        words += f" It must be: {', '.join(spec)}."
    if request.needed_by is not None:
        words += f" It is needed by {request.needed_by}."
    if request.currency:
        words += f" Prices are to be in {request.currency}."
    return words


def _say_answer(deal: Deal, request: DealRequest) -> list[str]:
    shape = encode(request.response_schema).decode()
    known = f", as JSON of this shape: {shape}" if len(shape) <= _MOST_SCHEMA else ""
    return [
        f"Please answer by {iso_from_ms(deal.deadline)}{known}.",
        "If you cannot offer it, say so with your reason.",
    ]


def _plain(quantity: Decimal | None) -> int | float | None:
    if quantity is None:
        return None
    return int(quantity) if quantity == quantity.to_integral_value() else float(quantity)


def _say(value: Json) -> str:
    return value if isinstance(value, str) else encode(value).decode()
