"""Times and durations as people read them."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from gateway.cli.moments import age, away, duration, local_day, local_time

NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)


@pytest.fixture
def in_stockholm(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_stockholm")
def test_a_time_is_that_of_who_reads() -> None:
    assert local_time("2026-11-21T23:30:01.250Z") == "11-22 00:30:01"
    assert local_day("2026-11-21T23:30:01.250Z") == "2026-11-22 00:30"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (59, "59s"), (60, "1m"), (3599, "59m"), (7200, "2h"), (200_000, "2d"), (-5, "0s")],
)
def test_an_age_has_one_unit(seconds: int, text: str) -> None:
    then = NOW - timedelta(seconds=seconds)
    assert age(then.isoformat().replace("+00:00", "Z"), NOW) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(7200, "in 2h"), (30, "in 30s"), (0, "0s ago"), (-200_000, "2d ago")]
)
def test_what_is_to_come_is_told_from_what_has_been(seconds: int, text: str) -> None:
    assert away((NOW + timedelta(seconds=seconds)).isoformat(), NOW) == text


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [(0, "0 ms"), (999, "999 ms"), (1000, "1.0 s"), (9940, "9.9 s"), (55_000, "55 s")],
)
def test_a_duration_has_two_digits_or_so(milliseconds: int, text: str) -> None:
    assert duration(milliseconds) == text
