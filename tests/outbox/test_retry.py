"""Ten tries over about 75 hours, never before the receiver wants it, and never for ever."""

import itertools

import pytest

from gateway.outbox.retry import (
    MAX_TRIES,
    dated_delay,
    look_delay,
    next_delay,
    read_retry_after,
)

HOUR = 3600


def delays(random: float = 0.0, retry_after: float | None = None) -> list[float]:
    """The pauses between the tries of one delivery that never arrives."""
    age, found = 0.0, []
    for tries in itertools.count(1):
        delay = next_delay(tries, age, retry_after, lambda: random)
        if delay is None:
            return found
        found.append(delay)
        age += delay
    raise AssertionError


def test_ten_tries_take_about_75_hours() -> None:
    assert len(delays()) + 1 == MAX_TRIES == 10
    assert sum(delays()) == pytest.approx(75 * HOUR, rel=0.01)
    assert delays() == sorted(delays())


def test_chance_adds_a_tenth_at_most() -> None:
    assert delays(1.0) == pytest.approx([delay * 1.1 for delay in delays()])


@pytest.mark.parametrize(
    ("retry_after", "delay"), [(None, 5), (1, 5), (120, 120), (10**9, 24 * HOUR)]
)
def test_a_receiver_is_not_asked_before_it_wants_it(
    retry_after: float | None, delay: float
) -> None:
    assert next_delay(1, 0, retry_after, lambda: 0.0) == delay


def test_a_receiver_that_always_says_now_is_not_tried_faster() -> None:
    assert delays(retry_after=0) == delays()


def test_what_has_waited_behind_others_for_so_long_gets_one_try() -> None:
    assert next_delay(1, 76 * HOUR, None, lambda: 0.0) is None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Thu, 01 Jan 1970 00:20:00 GMT", 200),
        ("Thu, 01 Jan 1970 00:00:01 GMT", 0),
        ("9" * 400, 999_999_999),
        ("-5", None),
        ("", None),
        ("soon", None),
        ("١٢", None),
    ],
)
def test_retry_after_has_two_forms(header: str, seconds: float | None) -> None:
    assert read_retry_after(header, now=1000) == seconds


def test_a_dated_call_is_tried_until_its_answer_is_of_no_use() -> None:
    age, tried = 0.0, []
    while (left := 3600 - age) > 0:
        age += dated_delay(age, left, None, lambda: 0.0)
        tried.append(age)
    assert tried[:4] == [2.0, 4.0, 6.0, 9.0]
    assert max(b - a for a, b in itertools.pairwise(tried)) <= 300
    assert tried[-1] == 3600


@pytest.mark.parametrize(("wish", "delay"), [(None, 2), (60, 60), (10**9, 100)])
def test_a_dated_call_heeds_a_wish_within_its_time(wish: float | None, delay: float) -> None:
    assert dated_delay(0, 100, wish, lambda: 0.0) == delay


def test_a_task_is_looked_at_when_its_peer_said_it_would_be_decided() -> None:
    hour = 3600
    assert look_delay(hour, lambda: 0.0) == 600
    assert look_delay(hour, lambda: 0.0, expected_in=200) == 201
    assert look_delay(hour, lambda: 0.0, expected_in=-2) == 1
    assert look_delay(hour, lambda: 0.0, expected_in=-400) == 100
    assert look_delay(1, lambda: 0.0, expected_in=200) == 1


def test_a_task_is_given_up_a_week_after_it_was_promised() -> None:
    day = 24 * HOUR
    assert look_delay(7 * day, lambda: 0.0) is None
    assert look_delay(30 * day, lambda: 0.0, expected_in=day) == 600
    assert look_delay(30 * day, lambda: 0.0, expected_in=-8 * day) is None


def test_a_task_that_is_promised_again_and_again_is_given_up_after_a_year() -> None:
    assert look_delay(365 * 24 * HOUR, lambda: 0.0, expected_in=HOUR) == 600
    assert look_delay(366 * 24 * HOUR, lambda: 0.0, expected_in=HOUR) is None
