"""What came of one try to deliver: what the outbox does about it depends on nothing else.

The ``writes`` of a verdict are committed in one unit with what it does to the delivery.
"""

from typing import TypeAlias

from msgspec import Struct

from gateway.store.writes import Unit


class Settled(Struct, frozen=True):
    """It was received, or nobody wants it any more."""

    writes: Unit = ()


class Failed(Struct, frozen=True):
    """It is tried again while there are tries left; ``retry_after`` is what the receiver asked for,
    in seconds."""

    error: str
    retry_after: float | None = None


class PutOff(Struct, frozen=True):
    """It is tried again in so many seconds; without an ``error`` it was not tried at all."""

    seconds: float
    error: str = ""
    writes: Unit = ()


class GivenUp(Struct, frozen=True):
    """It is a dead letter from now on, and the next one of its lane may leave."""

    error: str
    writes: Unit = ()


class Stopped(Struct, frozen=True):
    """Nothing of its lane is to be sent any more."""

    error: str
    writes: Unit = ()


Verdict: TypeAlias = Settled | Failed | PutOff | GivenUp | Stopped
