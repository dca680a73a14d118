"""A deal, as values: a request that many peers got, and what each of them made of it."""

from enum import StrEnum
from typing import Final

from msgspec import Struct, field

from gateway.core.json import JsonObject


class DealState(StrEnum):
    """``open`` takes answers that count; after it they are recorded, and noticed when better."""

    OPEN = "open"
    AWARDED = "awarded"
    CLOSED = "closed"
    ARCHIVED = "archived"


class OfferKind(StrEnum):
    """What a peer's newest answer is.

    ``asked``: none came so far. ``quoted``: it fits the contract and the request. ``counter``: it
    fits the contract, and not what was requested. ``declined``: a refusal with its reason.
    ``pending_review``: a human of theirs will decide. ``invalid``: it does not fit the contract.
    ``unreachable``: it could not be asked, or refused us. ``timed_out``: it was asked, and nothing
    came before the deadline.
    """

    ASKED = "asked"
    QUOTED = "quoted"
    COUNTER = "counter"
    DECLINED = "declined"
    PENDING_REVIEW = "pending_review"
    INVALID = "invalid"
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"


OVER: Final = frozenset({DealState.CLOSED, DealState.ARCHIVED})
"""Nobody is waited for, and nothing can be taken any more."""

OFFERED: Final = frozenset({OfferKind.QUOTED, OfferKind.COUNTER})
"""What can be taken, a counter-offer by whoever wants it all the same."""

UNDECIDED: Final = frozenset({OfferKind.ASKED, OfferKind.PENDING_REVIEW})
"""The peer is still at it."""

SILENT: Final = frozenset({OfferKind.UNREACHABLE, OfferKind.TIMED_OUT})
"""Nothing came of the question."""


class Deal(Struct, frozen=True):
    """``request`` is the whole request as JSON (``deals.request.DealRequest`` reads it).

    Times are in milliseconds, 0 for what has not happened. ``version`` counts the saves, from 1.
    """

    id: str
    ref: str
    state: DealState
    request: JsonObject
    opened_at: int
    deadline: int
    settled_at: int = 0
    awarded_to: str = ""
    awarded_at: int = 0
    closed_at: int = 0
    note: str = ""
    version: int = 1


class Offer(Struct, frozen=True):
    """One peer's newest answer to one deal.

    ``values`` are the fields that the contract asked for, or the partial figures of one that is
    pending. ``reason`` is the peer's own, of a refusal or a review. ``differs`` names what a
    counter-offer changes, or what of an invalid one failed, a sentence each. ``expected_at`` is
    when a pending one will be decided by the peer's word, 0 for unknown. ``is_late`` when it came
    after the deadline or the award. ``activity_id`` is the audit row of the call that asked for it.
    Times are in milliseconds.
    """

    deal_id: str
    peer: str
    kind: OfferKind
    asked_at: int
    at: int
    activity_id: str
    values: JsonObject = field(default_factory=dict)
    reason: str = ""
    differs: tuple[str, ...] = ()
    expected_at: int = 0
    is_late: bool = False
