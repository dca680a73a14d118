"""Figures as people read them: grouped, without zeros that say nothing."""

import pytest

from gateway.core.figure import write_amount


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (16800, "16 800"),
        (4.2, "4.2"),
        (0, "0"),
        (100, "100"),
        (1234567.25, "1 234 567.25"),
        (-5.0, "-5"),
        (1e21, "1 000 000 000 000 000 000 000"),
    ],
)
def test_an_amount_is_written_to_be_read(amount: float, text: str) -> None:
    assert write_amount(amount) == text
    assert write_amount(amount, "SEK") == f"{text} SEK"
