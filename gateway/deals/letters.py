"""Telling the peers of a deal what was decided: calls that must not be lost, each said once.

What is told is in the conversation of the peer's own offer, where that is known.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from msgspec import Struct, field

from gateway.core.deal import Offer
from gateway.core.errors import PeerNotFound
from gateway.core.json import decode_own
from gateway.outbox import Ask, Outbox
from gateway.store.base import TenantStore
from gateway.store.records import Activity
from gateway.store.writes import Unit

Words: TypeAlias = Callable[[str], Ask]
"""What is said in the conversation of that id."""


class Told(Struct, frozen=True):
    """``calls`` are the audit rows of the calls by which peers are told, by the peers; ``untold``
    are those that cannot be told, each with why; ``writes`` is what is owed."""

    calls: Mapping[str, str] = field(default_factory=dict)
    untold: Mapping[str, str] = field(default_factory=dict)
    writes: Unit = ()

    def __add__(self, other: "Told") -> "Told":
        return Told(
            {**self.calls, **other.calls},
            {**self.untold, **other.untold},
            (*self.writes, *other.writes),
        )

    def write(self) -> dict[str, Any]:
        """As JSON."""
        return {"told": dict(self.calls), "untold": dict(self.untold)}


NO_ONE: Final = Told()


class Letters(Struct, frozen=True):
    store: TenantStore
    outbox: Outbox

    async def confirm(self, offer: Offer, words: Words) -> Told:
        """Raise PeerNotFound for a peer that cannot be told."""
        peer = self.outbox.get_peer(offer.peer)
        row = await self.store.find_activity(offer.activity_id)
        letter = self.outbox.letter(peer, words("" if row is None else conversation_of(row)))
        return Told({peer.name: letter.row.id}, writes=letter.writes)

    async def tell(self, offer: Offer, words: Words) -> Told:
        """As ``confirm``; that a peer cannot be told is no failure."""
        try:
            return await self.confirm(offer, words)
        except PeerNotFound as error:
            return Told(untold={offer.peer: error.message})


def conversation_of(row: Activity) -> str:
    """The context of what the peer answered, "" where the row does not hold it."""
    answer = decode_own(row.output.encode()) if row.output else None
    context = answer.get("contextId") if isinstance(answer, dict) else None
    return context if isinstance(context, str) else ""
