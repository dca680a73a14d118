"""When a peer says that its human will have decided."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from gateway.core.clock import ms_from_iso
from gateway.core.errors import InvalidParams
from gateway.core.json import Json, JsonObject
from gateway.deals.figures import read_figure

ESTIMATE_NAMES: Final = (
    *("estimated_response_by", "estimatedResponseBy", "estimated_response_at"),
    *("estimated_at", "respond_by", "eta"),
)
# Since the epoch, the first and the last time that anyone would mean: in 2001 and in 2286.
_SECONDS: Final = range(10**9, 10**10)
_MILLISECONDS: Final = range(10**12, 10**13)
_A_DAY: Final = timedelta(days=1)


def read_estimate(review: JsonObject) -> int:
    """In milliseconds, 0 for none that can be read: a time of ISO 8601, in UTC where it names no
    zone, a day (until its end), or seconds or milliseconds since the epoch.

    One that is too far away to be meant is none: it could not be told in every zone.
    """
    found = (_read(review.get(name)) for name in ESTIMATE_NAMES)
    return next((at for at in found if at in _MILLISECONDS), 0)


def _read(value: Json) -> int:
    figure = read_figure(value)
    if figure is not None:
        whole = int(figure)
        if whole in _SECONDS:
            return int(figure * 1000)
        return whole
    if not isinstance(value, str):
        return 0
    text = value.strip()
    try:
        if len(text) == len("2027-04-20"):
            day = datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
            return ms_from_iso((day + _A_DAY).isoformat()) - 1
        return ms_from_iso(text)
    except (InvalidParams, ValueError, OverflowError):
        return 0
