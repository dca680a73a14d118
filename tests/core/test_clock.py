"""Ids: in the order in which they were made, whatever the clock does, and no two alike.

Instants: whole milliseconds.
"""

from itertools import pairwise

import pytest

from gateway.core.clock import RandomIds, ms_from_iso

MADE = 2000


def test_ids_begin_with_the_time() -> None:
    new_id = RandomIds(lambda: 1_770_000_000_000)
    next_at = 1_770_000_000_001
    assert int(new_id()[:12], 16) == next_at, "each draw of random bits is one millisecond ahead"
    assert len(new_id()) == 44


@pytest.mark.parametrize(
    "clock",
    [lambda: 1000, iter(range(MADE * 2, 0, -1)).__next__, iter(range(MADE)).__next__],
    ids=["stands still", "runs backwards", "goes on"],
)
def test_a_later_id_sorts_later(clock: object) -> None:
    new_id = RandomIds(clock)  # type: ignore[arg-type]
    made = [new_id() for _ in range(MADE)]
    assert all(before < after for before, after in pairwise(made))


def test_no_two_gateways_make_the_same_id() -> None:
    one, other = RandomIds(lambda: 1000), RandomIds(lambda: 1000)
    assert not {one() for _ in range(MADE)} & {other() for _ in range(MADE)}


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("1970-01-01T00:00:01.002Z", 1002, 1002),
        ("1970-01-01T00:00:01.002001Z", 1002, 1003),
        ("1970-01-01T01:00:01.0029+01:00", 1002, 1003),
        ("1969-12-31T23:59:59.9999Z", -1, 0),
    ],
)
def test_a_part_of_a_millisecond_is_left_out_or_rounded_up(
    text: str, before: int, after: int
) -> None:
    assert ms_from_iso(text) == before
    assert ms_from_iso(text, round_up=True) == after
