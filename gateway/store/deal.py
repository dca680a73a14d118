"""Deals as they are kept: each request to many, and every answer that a peer gave to it.

Answers are only ever added. Which of a peer's answers counts is a rule of the store, not of who
writes: of two that cross, what was seen before never takes the place of what came after it.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, Protocol, TypeAlias

from msgspec import Struct

from gateway.core.deal import Deal, DealState, Offer, OfferKind
from gateway.core.errors import StoreError

STANDING: Final = {
    OfferKind.ASKED: 0,
    OfferKind.UNREACHABLE: 1,
    OfferKind.TIMED_OUT: 1,
    OfferKind.PENDING_REVIEW: 2,
    OfferKind.INVALID: 3,
    OfferKind.DECLINED: 3,
    OfferKind.COUNTER: 3,
    OfferKind.QUOTED: 3,
}
"""Of a peer's answers to one deal that of the highest standing counts, of several the newest."""


MOST_ASKED: Final = 1_000_000


class OpenDeal(Struct, frozen=True):
    """Keep a new deal with those who are asked; the unit fails with DealTaken when its id or its
    ref is.
    """

    deal: Deal
    offers: Sequence[Offer] = ()


class ChangeDeal(Struct, frozen=True):
    """Save a newer version; the unit fails with StaleDeal unless version - 1 is stored."""

    deal: Deal


class SaveOffer(Struct, frozen=True):
    """Add what a peer made of a deal to all that it made of it before."""

    offer: Offer


DealWrite: TypeAlias = OpenDeal | ChangeDeal | SaveOffer


class DealTaken(StoreError):
    """A deal of this reference is there already."""

    reason = "DEAL_TAKEN"


class StaleDeal(StoreError):
    """The deal was changed by someone else."""

    reason = "STALE_DEAL"


class DealQuery(Struct, frozen=True):
    """What is left out restricts nothing. Newest first, of one millisecond the greater id; the page
    after a deal begins with its ``opened_at`` as ``before`` and its id as ``before_id``.
    """

    state: DealState | None = None
    before: int | None = None
    before_id: str = ""
    limit: int = 50


class DealStore(Protocol):
    """One tenant's deals, where they are not written by units."""

    async def next_ref(self, year: int) -> int:
        """Count the references made in that year up; return how many there are with this one."""

    async def find(self, deal_id: str) -> Deal | None: ...

    async def find_by_ref(self, ref: str) -> Deal | None: ...

    async def list_page(self, query: DealQuery) -> Sequence[Deal]: ...

    async def list_unsettled(self) -> Sequence[Deal]:
        """Those that have not settled, whatever their state; the earliest deadline first."""

    async def list_offers(self, deal_id: str) -> Sequence[Offer]:
        """The one that counts of each peer that was asked, by the names of the peers."""

    async def list_asked(self, deal_id: str, limit: int = MOST_ASKED) -> Sequence[Offer]:
        """Those of whom nothing came so far, by the names of the peers."""

    async def count_kinds(self, deal_id: str) -> Mapping[OfferKind, int]:
        """Of how many peers the answer that counts is of each kind; those of none are left out."""

    async def find_offer(self, deal_id: str, peer: str) -> Offer | None: ...

    async def find_asked_by(self, activity_id: str) -> Offer | None:
        """The one that counts of the peer that this call asked."""

    async def list_history(self, deal_id: str, peer: str = "") -> Sequence[Offer]:
        """Every answer, that the peer was asked being the first; oldest first."""

    async def list_past_offers(self, peers: Collection[str], limit: int) -> Sequence[Offer]:
        """The one that counts of each of a peer's newest deals, so many of each peer at most."""
