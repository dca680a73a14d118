"""The dates that a text names: ``2027-04-28``, ``April 28``, ``28 April 2027``."""

import re
from datetime import date
from typing import Final

_MONTH_NAMES: Final = """
january february march april may june july august september october november december
"""
_MONTHS: Final = tuple(_MONTH_NAMES.split())
_MONTH: Final = "|".join(f"{name}|{name[:3]}" for name in _MONTHS)
_ISO: Final = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_DAY_FIRST: Final = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?({_MONTH})\b\.?(?:,?\s+(\d{{4}}))?",
    re.IGNORECASE,
)
_MONTH_FIRST: Final = re.compile(
    rf"\b({_MONTH})\b\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(\d{{4}}))?", re.IGNORECASE
)


def find_dates(text: str, today: date) -> list[date]:
    """Each once; one without a year is the next that comes, today included."""
    found = [_make(int(y), int(m), int(d)) for y, m, d in _ISO.findall(text)]
    for day, month, year in _DAY_FIRST.findall(text):
        found.append(_next(today, month, int(day), year))
    for month, day, year in _MONTH_FIRST.findall(text):
        found.append(_next(today, month, int(day), year))
    return list(dict.fromkeys(day for day in found if day is not None))


def _next(today: date, month: str, day: int, year: str) -> date | None:
    number = next(i for i, name in enumerate(_MONTHS, 1) if name.startswith(month.lower()[:3]))
    if year:
        return _make(int(year), number, day)
    this_year = _make(today.year, number, day)
    return this_year if this_year and this_year >= today else _make(today.year + 1, number, day)


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
