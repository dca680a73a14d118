"""Ten tries over about 75 hours, never before the receiver wants it, and never for ever."""

import itertools

import pytest

from gateway.outbox.retry import MAX_TRIES, next_delay, read_retry_after

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
