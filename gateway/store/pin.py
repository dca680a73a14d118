"""The card by which a peer is known, as it is kept: what was found first, or was confirmed.

Apart from the discovery, which is what a look and a call came to last: what is pinned changes by
the rules of ``outbox.pins`` alone, and by the operator.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final, Protocol, TypeAlias

from msgspec import Struct

KEPT_CHANGES: Final = 50
"""So many changes of each peer's card are kept, the newest."""


class SignatureStatus(StrEnum):
    """``unknown key`` is of a card that no pinned key signed; ``bad`` is of one that says that a
    pinned key signed it, which is not so.
    """

    UNSIGNED = "unsigned"
    VERIFIED = "verified"
    UNKNOWN_KEY = "unknown key"
    BAD = "bad"


class PinOutcome(StrEnum):
    """What was done about a card: taken as the first, taken by itself, put aside; a card that was
    put aside was confirmed, or is shown no more.
    """

    PINNED = "pinned"
    ADOPTED = "adopted"
    HELD = "held"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class SeenCard(Struct, frozen=True):
    """``text`` is the card as JSON, found at ``url``; ``at`` in milliseconds."""

    text: str
    url: str
    at: int
    signature: SignatureStatus


class CardPin(Struct, frozen=True):
    """``url`` is the row's when the card was pinned: for another one, this says nothing.

    ``card`` is in use, None while the only one that was ever found is ``held``. ``keys`` are the
    public keys that sign it, as JWK in JSON, ``origins`` those that the operator confirmed beside
    the row's own; ``invited`` is the key that an invitation brought, "" for none.
    """

    peer: str
    url: str
    card: SeenCard | None = None
    held: SeenCard | None = None
    keys: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    invited: str = ""


class CardChange(Struct, frozen=True):
    """How a peer's card has changed; ``changes`` is a JSON list of ``{field, old, new}``."""

    peer: str
    at: int
    outcome: PinOutcome
    changes: str


class SavePin(Struct, frozen=True):
    """Keep a pin; of each peer there is one."""

    pin: CardPin


class ForgetPin(Struct, frozen=True):
    """Forget a peer's pin, and how its card has changed."""

    peer: str


class RecordCardChange(Struct, frozen=True):
    """Add a change; of each peer the newest stay."""

    change: CardChange


PinWrite: TypeAlias = SavePin | ForgetPin | RecordCardChange


class PinStore(Protocol):
    """One tenant's pins, where they are not written by units."""

    async def find(self, peer: str) -> CardPin | None: ...

    async def list_all(self) -> list[CardPin]:
        """By name."""

    async def list_changes(self, peer: str) -> Sequence[CardChange]:
        """Newest first."""
