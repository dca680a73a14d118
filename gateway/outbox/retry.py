"""When a delivery that failed is tried again, and when it is given up: pure decisions.

Ten tries over about 75 hours (SECURITY: P4). A receiver that says when to come back is not asked
before, but one that says "now" each time does not use up the tries within seconds.
"""

from collections.abc import Callable
from email.utils import parsedate_to_datetime
from itertools import accumulate
from typing import Final

from gateway.core.errors import RETRY_AFTER, GatewayError

# Seconds from one try to the next.
DELAYS: Final = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
MAX_TRIES: Final = len(DELAYS) + 1
PATIENCE_SECONDS: Final = sum(DELAYS)

LOOK_DAYS: Final = 7
"""So long a task that goes on at a peer is looked at."""

_MOST_LOOK_DAYS: Final = 366
_FIRST_LOOK_SECONDS: Final = 1.0
_MOST_LOOK_SECONDS: Final = 600.0
_LOOK_GROWTH: Final = 0.25
_FIRST_DATED_SECONDS: Final = 2.0
_MOST_DATED_SECONDS: Final = 300.0
_DATED_GROWTH: Final = 0.5
_DAY_SECONDS: Final = 86_400
_MOST_DIGITS: Final = 9
_JITTER: Final = 0.1


def next_delay(
    tries: int, age: float, retry_after: float | None, random: Callable[[], float]
) -> float | None:
    """Seconds until the next try after ``tries`` of them failed; None to give up.

    ``age`` is in seconds. What has waited behind others for as long as the tries may take, and then
    fails too, is given up at once. ``random`` gives numbers from 0 to 1: up to a tenth is added,
    so that those who failed together do not come back together.
    """
    if tries >= MAX_TRIES or age >= PATIENCE_SECONDS:
        return None
    delay = max(DELAYS[tries - 1], min(retry_after or 0, _DAY_SECONDS))
    return delay * (1 + _JITTER * random())


def call_delay(age: float, retry_after: float | None, random: Callable[[], float]) -> float | None:
    """Seconds until the next try of a call that is so many seconds old; None to give up.

    The times are those of ``next_delay``, whatever the number of tries: when its peer comes back
    before, a call is tried before, and loses nothing if that was in vain.
    """
    due = next((at for at in accumulate(DELAYS) if at > age), None)
    if due is None:
        return None
    delay = max(DELAYS[0], due - age, min(retry_after or 0, _DAY_SECONDS))
    return delay * (1 + _JITTER * random())


def dated_delay(
    age: float, left: float, retry_after: float | None, random: Callable[[], float]
) -> float:
    """Seconds until the next try of a call so many seconds old, whose answer is of no use ``left``
    seconds from now: soon at first, less often as time goes on, at the latest when that is over.
    """
    delay = min(max(_FIRST_DATED_SECONDS, age * _DATED_GROWTH), _MOST_DATED_SECONDS)
    delay = max(delay, min(retry_after or 0, _DAY_SECONDS)) * (1 + _JITTER * random())
    return max(0.0, min(delay, left))


def look_delay(
    age: float, random: Callable[[], float], expected_in: float | None = None
) -> float | None:
    """Seconds until a peer's task is looked at again, so long after its beginning; None to give up.

    The older it is, the less it matters when its end is seen. Where the peer said when it will be,
    in ``expected_in`` seconds, it is looked at then, and after that as often as a new one; what is
    promised again and again ends too.
    """
    patience = LOOK_DAYS * _DAY_SECONDS
    if age >= _MOST_LOOK_DAYS * _DAY_SECONDS:
        return None
    if age >= patience and (expected_in is None or -expected_in >= patience):
        return None
    delay = _look_after(age)
    if expected_in is not None:
        delay = min(delay, max(expected_in, 0) + _look_after(max(-expected_in, 0)))
    return delay * (1 + _JITTER * random())


def _look_after(seconds: float) -> float:
    return min(max(_FIRST_LOOK_SECONDS, seconds * _LOOK_GROWTH), _MOST_LOOK_SECONDS)


def wish_of(error: GatewayError, now: float) -> float | None:
    """After how many seconds its peer wants to be asked again, as below; None for no wish."""
    return read_retry_after(error.metadata.get(RETRY_AFTER, ""), now)


def read_retry_after(value: str, now: float) -> float | None:
    """Seconds from ``now`` (since the epoch), of either form in RFC 9110; None for neither."""
    value = value.strip()
    if value.isascii() and value.isdecimal():
        return float(value[:_MOST_DIGITS])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except (ValueError, OverflowError):
        return None
