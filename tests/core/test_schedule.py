"""When a cron line is due, also where clocks are put forward and back."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.core.schedule import Schedule, read_schedule

STOCKHOLM = "Europe/Stockholm"
DAY = 86_400_000


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def dues(schedule: Schedule, after: str, until: str) -> list[str]:
    """All that is due between two times, as the clock there shows it, with its offset."""
    found, now = [], at(after)
    while (now := schedule.next_after(now)) <= at(until):
        local = datetime.fromtimestamp(now / 1000, ZoneInfo(schedule.timezone))
        found.append(local.isoformat(timespec="minutes"))
    return found


def test_a_line_is_of_the_time_of_its_place() -> None:
    schedule = read_schedule("0 9 * * MON-FRI", STOCKHOLM)
    assert schedule.next_after(at("2026-11-20T08:00:00Z")) == at("2026-11-23T09:00:00+01:00")
    assert schedule.newest_until(at("2026-11-20T08:00:00Z")) == at("2026-11-20T08:00:00Z")


def test_what_falls_into_the_hour_left_out_is_due_at_its_end() -> None:
    schedule = read_schedule("30 2 * * *", STOCKHOLM)
    assert dues(schedule, "2027-03-27T12:00Z", "2027-03-29T12:00Z") == [
        "2027-03-28T03:00+02:00",
        "2027-03-29T02:30+02:00",
    ]


def test_a_fixed_time_in_the_hour_that_comes_twice_is_due_once() -> None:
    schedule = read_schedule("30 2 * * *", STOCKHOLM)
    assert dues(schedule, "2026-10-24T12:00Z", "2026-10-26T12:00Z") == [
        "2026-10-25T02:30+02:00",
        "2026-10-26T02:30+01:00",
    ]


def test_every_half_hour_goes_on_in_the_hour_that_comes_twice() -> None:
    schedule = read_schedule("*/30 * * * *", STOCKHOLM)
    assert dues(schedule, "2026-10-24T23:45Z", "2026-10-25T01:45Z") == [
        "2026-10-25T02:00+02:00",
        "2026-10-25T02:30+02:00",
        "2026-10-25T02:00+01:00",
        "2026-10-25T02:30+01:00",
    ]


BROKEN = {
    "words": ("daily", "UTC", "must be a cron line of five fields"),
    "seconds": ("0 0 9 * * *", "UTC", "must be a cron line of five fields"),
    "an hour": ("0 25 * * *", "UTC", "is no cron line: bad hour"),
    "no step": ("*/0 * * * *", "UTC", "is no cron line: bad minute"),
    "no such day": ("0 0 30 2 *", "UTC", "is no cron line: bad day-of-month"),
    "never": ("0 0 */28 2 MON#4", "UTC", "is a cron line that is never due"),
    "a zone": ("0 9 * * *", "Europe/Stokholm", "names a time zone that is not known"),
    "a path": ("0 9 * * *", "../../etc/passwd", "names a time zone that is not known"),
    "a folder": ("0 9 * * *", "Europe", "names a time zone that is not known"),
    "no zone": ("0 9 * * *", "", "names a time zone that is not known"),
}


@pytest.mark.parametrize(("cron", "timezone", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_schedule_is_refused(cron: str, timezone: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_schedule(cron, timezone)


LINES = ["*/7 * * * *", "*/20 1-4 * * *", "30 2 * * *", "0 */2 * * *", "15 0-3 * * SUN"]
ZONES = ["UTC", STOCKHOLM, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
# Around the changes of the clocks in those places.
STARTS = ["2026-10-24T20:00Z", "2027-03-27T20:00Z", "2026-11-01T00:00Z", "2027-04-03T08:00Z"]


@settings(deadline=None)
@given(
    st.sampled_from(LINES),
    st.sampled_from(ZONES),
    st.sampled_from(STARTS),
    st.integers(0, 24 * 60 * 60),
)
def test_the_newest_is_the_last_of_those_that_came(
    cron: str, timezone: str, start: str, seconds: int
) -> None:
    schedule = read_schedule(cron, timezone)
    now = at(start) + seconds * 1000
    due = came = schedule.newest_until(at(start) - 2 * DAY)
    while (due := schedule.next_after(due)) <= now:
        came = due
    assert schedule.newest_until(now) == came
    assert schedule.newest_until(due) == due
