"""The story of the terminal blocks: one request, and what suppliers made of it."""

from datetime import UTC, datetime
from typing import Any, Final

from msgspec.structs import replace

from gateway.core.call import TaskReply
from gateway.core.deal import Offer, OfferKind
from gateway.core.errors import GatewayError
from gateway.core.json import Json
from gateway.core.message import Artifact, DataPart, Message, Part, Role, TextPart
from gateway.core.task import Task, TaskState, TaskStatus
from gateway.deals.classify import classify
from gateway.deals.request import DealRequest, read_request
from gateway.outbox import Kind, Outcome
from gateway.outbox.outcome import kind_of

SHAPE: Final = {
    "unit_price_sek": "number",
    "total_price_sek": "number",
    "delivery_date": "string",
    "moq": "number",
    "validity_days": "number",
    "status": "quoted | declined | pending_review",
}
WIRE: Final[dict[str, Any]] = {
    "type": "rfq",
    "ref": "PR-2027-0847",
    "subject": "DIN rail terminal blocks",
    "spec": {"cross_section": "2.5 mm²", "colour": "grey", "standard": "IEC 60947-7-1"},
    "quantity": 4000,
    "unit": "pieces",
    "currency": "SEK",
    "needed_by": "2027-04-28",
    "response_schema": SHAPE,
    "audience": {"all": True},
    "award": {
        "weights": [{"field": "total_price_sek", "weight": 0.6}],
        "price_field": "total_price_sek",
        "delivery": 0.2,
        "reliability": 0.2,
    },
}
REQUEST: Final = read_request(WIRE)


def at(hour: int, minute: int = 0) -> int:
    """In milliseconds, a time of the day of the story."""
    return int(datetime(2027, 4, 7, hour, minute, tzinfo=UTC).timestamp() * 1000)


OPENED: Final = at(8)
NINE: Final = at(9)
DEADLINE: Final = at(12)
A: Final[dict[str, Any]] = {
    "unit_price_sek": 4.2,
    "total_price_sek": 16800,
    "delivery_date": "2027-04-24",
    "moq": 500,
    "validity_days": 14,
    "status": "quoted",
}
C_LATER: Final[dict[str, Any]] = {
    **A,
    "unit_price_sek": 4.15,
    "total_price_sek": 16600,
    "delivery_date": "2027-04-26",
    "validity_days": 7,
}
C_REVIEW: Final[dict[str, Any]] = {
    "status": "pending_review",
    "estimated_response_by": "2027-04-07T14:00:00Z",
    "preliminary_price_range": {"min": 4.1, "max": 4.3},
    "note": "our pricing desk decides on orders above 10 000 SEK",
}


def request_with(**changes: Any) -> DealRequest:
    return read_request({**WIRE, **changes})


def asked(peer: str = "supplier-a") -> Offer:
    return Offer("deal-1", peer, OfferKind.ASKED, OPENED, OPENED, f"call-{peer}")


def offer(peer: str, kind: OfferKind = OfferKind.QUOTED, **values: Json) -> Offer:
    return replace(asked(peer), kind=kind, at=at(8, 5), values={**A, **values})


def answered(
    part: Part, state: TaskState = TaskState.COMPLETED, kind: Kind = Kind.ANSWERED
) -> Outcome:
    """A task with its result, or with what is said of its state."""
    is_result = state is TaskState.COMPLETED
    said = None if is_result else Message("m", Role.AGENT, (part,))
    artifacts = (Artifact("0", (part,)),) if is_result else ()
    task = Task("t", "c", TaskStatus(state, 0, said), artifacts)
    return Outcome(kind, "call", "a2a-1.0", 20, TaskReply(task))


def with_data(data: Json, state: TaskState = TaskState.COMPLETED) -> Outcome:
    return answered(DataPart(data), state)


def with_text(text: str, state: TaskState = TaskState.COMPLETED) -> Outcome:
    return answered(TextPart(text), state)


def made(
    outcome: Outcome,
    known: Offer | None = None,
    request: DealRequest = REQUEST,
    *,
    now: int = NINE,
    is_over: bool = False,
) -> Offer | None:
    return classify(request, outcome, known or asked(), now, DEADLINE, is_over=is_over)


def offer_of(outcome: Outcome, *given: Any, **options: Any) -> Offer:
    offer = made(outcome, *given, **options)
    assert offer is not None
    return offer


def kept_from(error: GatewayError) -> Outcome:
    """Of a call that was not answered."""
    return Outcome(kind_of(error), "call", error=error)
