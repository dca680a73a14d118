"""What came of one try to deliver: what the outbox does about it depends on nothing else.

The ``writes`` of a verdict are committed in one unit with what it does to the delivery.
"""

from dataclasses import dataclass
from typing import TypeAlias

from gateway.store.writes import Unit


@dataclass(frozen=True, slots=True)
class Settled:
    """It was received, or nobody wants it any more."""

    writes: Unit = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """It is tried again while there are tries left; ``retry_after`` is what the receiver asked for,
    in seconds."""

    error: str
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class PutOff:
    """It is tried again in so many seconds; without an ``error`` it was not tried at all."""

    seconds: float
    error: str = ""
    writes: Unit = ()


@dataclass(frozen=True, slots=True)
class GivenUp:
    """It is a dead letter from now on, and the next one of its lane may leave."""

    error: str
    writes: Unit = ()


@dataclass(frozen=True, slots=True)
class Stopped:
    """Nothing of its lane is to be sent any more."""

    error: str
    writes: Unit = ()


Verdict: TypeAlias = Settled | Failed | PutOff | GivenUp | Stopped
