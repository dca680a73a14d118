"""When something is due that a cron line names: five fields, in the time of some place on earth.

The only door to the library. When clocks are put forward, what was due in the hour that is left out
is due at its end; when they are put back, what is due at a fixed time is due once.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError
from msgspec import Struct

_FIELDS: Final = 5
# No clock on earth is put back by more than this at once.
_PUT_BACK: Final = timedelta(hours=3)


class Schedule(Struct, frozen=True):
    """Made by ``read_schedule``, which knows that it is due some day. All times are milliseconds,
    of whole minutes where something is due.
    """

    cron: str
    timezone: str

    def next_after(self, at: int) -> int:
        """The first time after that one."""
        return next(due for due in self._walk(_moment(at)) if due > at)

    def newest_until(self, at: int) -> int:
        """The last time up to that one, with it."""
        ahead = _moment(at) + _PUT_BACK
        return next(due for due in self._walk(ahead, reverse=True) if due <= at)

    def _walk(self, start: datetime, *, reverse: bool = False) -> Iterator[int]:
        here = start.astimezone(_zone(self.timezone))
        for due in CronSim(self.cron, here, reverse=reverse):
            yield round(due.timestamp()) * 1000


def read_schedule(cron: str, timezone: str) -> Schedule:
    """Raise ValueError for what is no cron line, or never due, and for what is no time zone."""
    try:
        _zone(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            "names a time zone that is not known here; one is Europe/Stockholm"
        ) from None
    if len(cron.split()) != _FIELDS:
        raise ValueError("must be a cron line of five fields, such as 0 9 * * MON-FRI")
    schedule = Schedule(cron, timezone)
    try:
        schedule.next_after(0)
    except CronSimError as error:
        raise ValueError(f"is no cron line: {str(error).lower()}") from None
    except (StopIteration, RuntimeError):
        raise ValueError("is a cron line that is never due") from None
    return schedule


def _zone(name: str) -> tzinfo:
    return UTC if name == "UTC" else ZoneInfo(name)


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)
