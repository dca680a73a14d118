"""What every error of the tree can tell."""

import pytest

from gateway.core.errors import RateLimited


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("999999999", 86_400),
        ("9999999999", None),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("٣", None),
        ("7\r\nSet-Cookie: a=b", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
    ],
)
def test_when_to_try_again_is_a_number_of_seconds_or_not_said(
    said: str, seconds: int | None
) -> None:
    assert RateLimited(metadata={"retry_after": said}).retry_after == seconds


def test_who_says_nothing_of_it_says_none() -> None:
    assert RateLimited().retry_after is None
