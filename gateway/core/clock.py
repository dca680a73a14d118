"""Time and ids: their one form on the wire, and the port through which they come in.

The core holds instants as integer milliseconds since the epoch, UTC.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from gateway.core.errors import InvalidParams


def system_now() -> int:
    """Milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


def random_id() -> str:
    """A new id: 128 random bits behind a millisecond stamp, so that later ids sort later.

    The order keeps the store's indexes growing at one end, which a uniform id costs threefold.
    """
    return f"{system_now():012x}{secrets.token_hex(16)}"


@dataclass(frozen=True, slots=True)
class Clock:
    """Where the gateway gets its time and its ids; a test hands in its own."""

    now: Callable[[], int] = system_now
    new_id: Callable[[], str] = random_id


@lru_cache(maxsize=64)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def iso_from_ms(at: int) -> str:
    """``2026-01-31T12:00:00.000Z``, the ProtoJSON timestamp with milliseconds."""
    seconds, millis = divmod(at, 1000)
    return f"{_second(seconds)}.{millis:03d}Z"


def ms_from_iso(text: object, field: str = "timestamp") -> int:
    """Read an RFC 3339 timestamp (any offset, any precision); raise InvalidParams."""
    if isinstance(text, str):
        try:
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=UTC)
            return (moment - _EPOCH) // _MILLISECOND
        except (ValueError, OverflowError):
            pass
    raise InvalidParams(f"{field} must be an RFC 3339 timestamp such as 2026-01-31T12:00:00Z")


_EPOCH = datetime.fromtimestamp(0, UTC)
_MILLISECOND = datetime.fromtimestamp(0.001, UTC) - _EPOCH
