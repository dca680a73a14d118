"""Wrong tokens from one address: twenty a minute, then wait."""

from gateway.auth.attempts import LIMIT, MAX_ADDRESSES, WINDOW_MS, Attempts


def test_the_twenty_first_failure_in_a_minute_has_to_wait() -> None:
    attempts = Attempts()
    waits = [attempts.fail("192.0.2.1", at) for at in range(LIMIT + 1)]
    assert waits[:LIMIT] == [0] * LIMIT
    assert 0 < waits[LIMIT] <= WINDOW_MS // 1000


def test_a_minute_later_it_may_try_again() -> None:
    attempts = Attempts()
    for _ in range(LIMIT + 1):
        attempts.fail("192.0.2.1", 0)
    assert attempts.fail("192.0.2.1", WINDOW_MS) == 0


def test_addresses_do_not_count_for_each_other_and_are_bounded() -> None:
    attempts = Attempts()
    waits = {attempts.fail(str(number), 0) for number in range(MAX_ADDRESSES * 2)}
    assert waits == {0}
    assert len(attempts._failures) == MAX_ADDRESSES
