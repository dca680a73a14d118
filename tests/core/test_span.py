"""Spans of time, as people write them."""

import pytest

from gateway.core.span import find_seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), ("90s", 90), ("1.5h", 5400), (" 24 h ", 86_400), ("7d", 604_800), ("2w", 1209600)],
)
def test_a_span_is_a_number_and_its_unit(text: str, seconds: float) -> None:
    assert find_seconds(text) == seconds


def test_a_number_alone_is_of_the_unit_that_is_meant() -> None:
    assert find_seconds("2", "d") == 172_800


@pytest.mark.parametrize("text", ["", "h", "-1h", "1 year", "2027-04-20", "1e3", "٣h", "1h30m"])
def test_all_else_is_none(text: str) -> None:
    assert find_seconds(text) is None
