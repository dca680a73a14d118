"""How fast automations may run: nothing is lost, and never too many in a minute."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.automations.pace import Pace

MINUTE = 60_000


def test_what_comes_too_fast_gets_the_next_free_place() -> None:
    pace = Pace()
    assert [pace.seconds_to_wait("a", f"r{n}", 2, 0) for n in range(5)] == [0, 0, 60, 60, 120]
    assert pace.seconds_to_wait("a", "r3", 2, 59_000) == 1
    assert pace.seconds_to_wait("a", "r3", 2, 60_000) == 0


def test_automations_do_not_wait_for_one_another() -> None:
    pace = Pace()
    assert pace.seconds_to_wait("a", "r1", 1, 0) == 0
    assert pace.seconds_to_wait("b", "r2", 1, 0) == 0


def test_a_new_limit_counts_at_once() -> None:
    pace = Pace()
    for number in range(3):
        pace.seconds_to_wait("a", f"r{number}", 3, 0)
    assert pace.seconds_to_wait("a", "r4", 2, 0) == 60
    assert pace.seconds_to_wait("a", "r5", 100, 0) == 0


@given(st.integers(1, 4), st.lists(st.integers(0, 40_000), min_size=1, max_size=20))
def test_no_minute_holds_more_than_the_limit(most: int, steps: list[int]) -> None:
    pace, now, begins = Pace(), 0, list[int]()
    for number, step in enumerate(steps):
        now += step
        begins.append(now + round(pace.seconds_to_wait("a", f"r{number}", most, now) * 1000))
    for begin in begins:
        assert sum(begin <= other < begin + MINUTE for other in begins) <= most
