"""What came of one try to deliver: what the outbox does about it depends on nothing else."""

from dataclasses import dataclass
from typing import TypeAlias

from gateway.store.writes import Unit


@dataclass(frozen=True, slots=True)
class Settled:
    """It was received, or nobody wants it any more."""


@dataclass(frozen=True, slots=True)
class Failed:
    """It is tried again while there are tries left; ``retry_after`` is what the receiver asked for,
    in seconds."""

    error: str
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Stopped:
    """Nothing of its lane is to be sent any more; ``writes`` are committed with that."""

    error: str
    writes: Unit = ()


Verdict: TypeAlias = Settled | Failed | Stopped
