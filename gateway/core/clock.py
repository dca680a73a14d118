"""Time and ids: their one form on the wire, and the port through which they come in.

The core holds instants as integer milliseconds since the epoch, UTC.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from secrets import token_hex

from msgspec import Struct, field

from gateway.core.errors import InvalidParams, Violation


def system_now() -> int:
    """Milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


class RandomIds:
    """New ids: 128 random bits behind a millisecond stamp, each greater than the ones before it.

    The order keeps the store's indexes growing at one end; without it an insert costs threefold.
    It also says which of two things of one millisecond came first. Random bits are drawn for 64
    ids at a time, for a call to the system costs more than the rest, and given by their size, which
    leaves 122 of them to guess between two ids that one knows. The next draw waits for a later
    stamp, which also holds while the system's clock is set back.
    """

    def __init__(self, now: Callable[[], int] = system_now) -> None:
        self._now = now
        self._drawn: Iterator[str] = iter(())
        self._stamp = 0

    def __call__(self) -> str:
        stamp = self._now()
        if stamp > self._stamp:
            self._stamp = stamp
        drawn = next(self._drawn, "")
        if not drawn:
            digits = token_hex(1024)
            self._drawn = iter(sorted(digits[at : at + 32] for at in range(0, len(digits), 32)))
            drawn = next(self._drawn)
            self._stamp += 1
        return f"{self._stamp:012x}{drawn}"


class Clock(Struct, frozen=True):
    """Where the gateway gets its time and its ids; a test hands in its own."""

    now: Callable[[], int] = system_now
    new_id: Callable[[], str] = field(default_factory=RandomIds)


@lru_cache(maxsize=64)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def iso_from_ms(at: int) -> str:
    """``2026-01-31T12:00:00.000Z``, the ProtoJSON timestamp with milliseconds."""
    seconds, millis = divmod(at, 1000)
    return f"{_second(seconds)}.{millis:03d}Z"


def find_iso(ms: int) -> str | None:
    """As ``iso_from_ms``; None for 0, which is what has not happened."""
    return iso_from_ms(ms) if ms else None


def ms_from_iso(text: object, field: str = "timestamp", *, round_up: bool = False) -> int:
    """Read an RFC 3339 timestamp (any offset, any precision); raise InvalidParams.

    A part of a millisecond is left out; with ``round_up`` it counts as a whole one.
    """
    if isinstance(text, str):
        try:
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=UTC)
            passed = moment - _EPOCH
            return -(-passed // _MILLISECOND) if round_up else passed // _MILLISECOND
        except (ValueError, OverflowError):
            pass
    expected = "must be an RFC 3339 timestamp such as 2026-01-31T12:00:00Z"
    raise InvalidParams(f"{field} {expected}", violations=(Violation(field, expected),))


_EPOCH = datetime.fromtimestamp(0, UTC)
_MILLISECOND = datetime.fromtimestamp(0.001, UTC) - _EPOCH
