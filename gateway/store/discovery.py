"""What was found out about a peer by looking: its card, and how it wants to be called.

Apart from the peer's row, which is the operator's: a row says what must be, this what was met, and
it may be forgotten and found again.
"""

from msgspec import Struct


class Discovery(Struct, frozen=True):
    """``url`` is the row's when it was looked at: for another one, this says nothing.

    ``card`` is the card as JSON text, found at ``found_at``; both are "" where there is none.
    ``dialect``, ``binding``, ``endpoint`` and ``tenant`` (of the card's interface) are how the peer
    is called; ``dialect`` is "" while that is not known. ``at`` is in milliseconds.
    """

    peer: str
    url: str
    card: str = ""
    found_at: str = ""
    dialect: str = ""
    binding: str = ""
    endpoint: str = ""
    tenant: str = ""
    at: int = 0


class RecordDiscovery(Struct, frozen=True):
    """Keep what was found; of each peer the newest stays."""

    discovery: Discovery
