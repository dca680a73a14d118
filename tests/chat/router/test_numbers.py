"""The numbers of a text, as companies write them."""

import pytest

from gateway.chat.router.numbers import find_numbers

WRITTEN = [
    ("1000 flashlights", [(1000, "flashlights")]),
    ("4,000 blocks", [(4000, "blocks")]),
    ("10 000 AA batteries", [(10000, "aa")]),
    ("5.000 Stück", [(5000, "stück")]),
    ("1,234,567 units", [(1234567, "units")]),
    ("2.5 mm² wire", [(2.5, "mm²")]),
    ("25k pcs", [(25000, "pcs")]),
    ("1.5 million", [(1_500_000, "")]),
    ("two hundred headlamps", [(200, "headlamps")]),
    ("twenty-five of them", [(25, "of")]),
    ("one thousand two hundred", [(1200, "")]),
    ("a dozen dozen", [(144, "")]),
    ("a cat and a dog", []),
    ("FL-100-B", []),
    ("B16", []),
    ("10-pole", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "numbers"), WRITTEN)
def test_a_number_is_read_with_what_it_counts(text: str, numbers: list[tuple[float, str]]) -> None:
    assert [(number.value, number.unit) for number in find_numbers(text)] == numbers


@pytest.mark.parametrize("text", ["$15,000", "EUR 8.500", "60,000 kronor", "five hundred dollars"])
def test_money_is_told_apart(text: str) -> None:
    assert [number.is_money for number in find_numbers(text)] == [True]


@pytest.mark.parametrize("text", ["1" * 5000, "1," * 3000, "one " * 3000, "a and " * 3000])
def test_no_text_takes_long(text: str) -> None:
    find_numbers(text)


@pytest.mark.parametrize(
    "text", ["hundred " * 3000, "one million " * 3000, "999999999999999 million", "9" * 15 + "m"]
)
def test_a_number_that_nobody_counts_to_is_none(text: str) -> None:
    assert all(number.value <= 10**15 for number in find_numbers(text))
