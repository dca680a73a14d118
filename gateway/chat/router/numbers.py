"""The numbers that a text names, each with the word that follows it: what is counted.

Separators are read as companies write them: ``1,500``, ``1.500``, ``12 000`` and ``25k`` are whole
thousands, ``2.5`` is a fraction, and a number within a name (``FL-100``) is none; neither is one
that nobody counts to.
"""

import re
from typing import Final

from msgspec import Struct

_MONEY: Final = r"(?:[$€£]|USD|EUR|GBP|SEK|kr)"
_NUMBER: Final = re.compile(
    rf"(?<![\w.,-])(?P<before>{_MONEY}\s*)?"
    r"(?P<whole>\d{1,3}(?:(?P<mark>[,.\u2019' \u00a0\u202f])\d{3})(?:(?P=mark)\d{3}){0,3}|\d{1,15})"
    r"(?P<rest>[.,]\d{1,6})?(?P<times>k|K|m|M)?(?![\d-])"
    r"(?:\s*(?P<unit>[^\W\d_][\w²³]*|[€$£]))?"
)
_TIMES: Final = {"k": 1_000, "m": 1_000_000}
_MONEY_NAMES: Final = """
$ € £ usd eur gbp sek kr kronor krona dollar dollars euro euros pounds
"""
_MONEY_WORDS: Final = frozenset(_MONEY_NAMES.split())
_ONE_WORDS: Final = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen
"""
_TEN_WORDS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_SCALES: Final = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000}
_WORDS: Final = {
    **{word: value for value, word in enumerate(_ONE_WORDS.split())},
    **{word: 10 * value for value, word in enumerate(_TEN_WORDS.split(), start=2)},
}
_SPELLED: Final = re.compile(
    rf"\b(?:(?:{'|'.join([*_WORDS, *_SCALES, 'a', 'and'])})\b[\s-]*)+", re.IGNORECASE
)
_UNIT: Final = re.compile(r"\s*([^\W\d_]+)")
# Below what JSON and stores can hold, in hundredths too.
_MOST: Final = 10**15


class Number(Struct, frozen=True):
    """``unit`` is the word after it, in small letters, "" for none; ``start`` is its place."""

    value: int | float
    unit: str
    is_money: bool
    start: int


def find_numbers(text: str) -> list[Number]:
    """In the order of the text."""
    found = [_read(match) for match in _NUMBER.finditer(text)]
    # Of "1.5 million" the word is part of the figure.
    words_only = _NUMBER.sub(lambda match: " " * len(match[0]), text)
    for match in _SPELLED.finditer(words_only):
        value = _read_words(re.findall(r"[a-z]+", match[0].lower()))
        if value:
            unit = _UNIT.match(words_only, match.end())
            found.append(_number(value, unit[1] if unit else "", match.start()))
    known = [number for number in found if number.value <= _MOST]
    return sorted(known, key=lambda number: number.start)


def _read(match: re.Match[str]) -> Number:
    digits = re.sub(r"\D", "", match["whole"])
    value: int | float = int(digits)
    if match["rest"]:
        value = float(f"{digits}.{match['rest'][1:]}")
    if match["times"]:
        value *= _TIMES[match["times"].lower()]
    unit = (match["unit"] or "").lower()
    if unit in _SCALES:
        value, unit = value * _SCALES[unit], ""
    return _number(value, unit, match.start(), is_money=bool(match["before"]))


def _number(value: float, unit: str, start: int, *, is_money: bool = False) -> Number:
    unit = unit.lower()
    whole = int(value) if value == int(value) else value
    return Number(whole, unit, is_money or unit in _MONEY_WORDS, start)


def _read_words(words: list[str]) -> int:
    """0 for what is no number, such as a lone ``and`` or ``a``."""
    total = part = 0
    for word in words:
        if word in _WORDS:
            part += _WORDS[word]
        elif word in _SCALES:
            part = max(part, 1) * _SCALES[word]
            if _SCALES[word] >= 1_000:
                total, part = total + part, 0
        if total + part > _MOST:
            break
    return total + part
