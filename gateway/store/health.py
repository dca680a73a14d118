"""How a peer was when it was last called or looked at, as it is kept.

Apart from the discovery, which says how a peer is called: this says whether it answers.
"""

from enum import StrEnum
from typing import Protocol

from msgspec import Struct


class HealthStatus(StrEnum):
    """What the last contact showed; ``unknown`` where there was none, or none that counts."""

    UP = "up"
    DOWN = "down"
    UNKNOWN = "unknown"


class PeerHealth(Struct, frozen=True):
    """``latency_ms`` is of the newest answer, ``smooth_ms`` of the newest ones together.

    ``seen_at`` is when ``status`` was found out, ``next_at`` when the peer may be called again (0
    for at once), in milliseconds; ``is_asked`` says that the peer itself named that time.
    ``failures`` are those without an answer in between, ``error`` is what the last of them was.
    """

    peer: str
    status: HealthStatus = HealthStatus.UNKNOWN
    latency_ms: int | None = None
    smooth_ms: int | None = None
    seen_at: int = 0
    failures: int = 0
    next_at: int = 0
    is_asked: bool = False
    error: str = ""


class SaveHealth(Struct, frozen=True):
    """Keep how a peer is; of each the newest stays."""

    health: PeerHealth


class HealthStore(Protocol):
    """One tenant's peers, how they were, where that is not written by units."""

    async def list_all(self) -> list[PeerHealth]:
        """By name."""
