"""For how long a peer is left alone, and what an answer or a failure makes of what is known of it.

Pure: ``now`` is in milliseconds. Apart from what keeps and tells it.
"""

from typing import Final

from msgspec.structs import replace

from gateway.store.health import HealthStatus, PeerHealth

FIRST_SECONDS: Final = 1.0
MOST_SECONDS: Final = 300.0
MOST_ASKED_SECONDS: Final = 3600.0
"""So long a peer may ask to be left alone."""

# A new latency weighs so much in the smoothed one.
_WEIGHT: Final = 0.2
_MAX_ERROR: Final = 200


def find_next_try(known: PeerHealth, now: int) -> int | None:
    """Until when the peer is left alone, in milliseconds; None where it may be called now."""
    # Further off than any backoff is a clock that was set back.
    in_force = known.next_at and 0 < known.next_at - now <= MOST_ASKED_SECONDS * 1000
    return known.next_at if in_force else None


def after_answer(
    known: PeerHealth, now: int, ms: int | None, *, keeps_asked: bool = False
) -> PeerHealth:
    """``keeps_asked`` when what the peer asked for still holds."""
    keeps_asked = keeps_asked and known.is_asked and find_next_try(known, now) is not None
    return replace(
        known,
        status=HealthStatus.UP,
        latency_ms=known.latency_ms if ms is None else ms,
        smooth_ms=_smoothed(known.smooth_ms, ms),
        seen_at=now,
        failures=0,
        next_at=known.next_at if keeps_asked else 0,
        is_asked=keeps_asked,
        error="",
    )


def after_failure(
    known: PeerHealth,
    now: int,
    error: str,
    retry_after: float | None,
    most_seconds: float,
    chance: float,
    *,
    is_up: bool = False,
) -> PeerHealth:
    """``retry_after`` is the peer's wish in seconds; ``chance``, from 0 to 1, the jitter."""
    next_at, failures = known.next_at, known.failures
    if find_next_try(known, now) is None:
        # A call that fails while a backoff is in force had begun before, and adds nothing.
        failures += 1
        delay = min(FIRST_SECONDS * 2.0 ** min(failures - 1, 30), most_seconds)
        next_at = now + round(delay * (1 - chance / 2) * 1000)
    asked = now + round(min(retry_after or 0, MOST_ASKED_SECONDS) * 1000)
    return replace(
        known,
        status=HealthStatus.UP if is_up else HealthStatus.DOWN,
        seen_at=now,
        failures=failures,
        next_at=max(next_at, asked),
        is_asked=asked > next_at or (known.is_asked and known.next_at == next_at),
        error=error[:_MAX_ERROR],
    )


def _smoothed(smooth: int | None, ms: int | None) -> int | None:
    if smooth is None or ms is None:
        return smooth if ms is None else ms
    return round(smooth + _WEIGHT * (ms - smooth))
