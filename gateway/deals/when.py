"""Days that a sentence names in another way than by their date: ``in three weeks``, ``by Friday``.

Dates themselves are read where chat reads them. What has two readings names no day.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from gateway.chat.router.dates import find_dates
from gateway.chat.router.numbers import find_numbers

_DAYS: Final = {"day": 1, "week": 7}
_WEEKDAY_NAMES: Final = "monday tuesday wednesday thursday friday saturday sunday"
_WEEKDAYS: Final = _WEEKDAY_NAMES.split()
_MONTH_NAMES: Final = """
january february march april may june july august september october november december
"""
_MONTHS: Final = _MONTH_NAMES.split()
_SPAN: Final = re.compile(r"\b(?:in|within)\s+([\w-]+)\s+(day|week)s?\b", re.IGNORECASE)
_WEEKDAY: Final = re.compile(
    rf"\b(?:by|before|on|until)\s+(?:(next)\s+)?({'|'.join(_WEEKDAYS)})\b", re.IGNORECASE
)
_MONTH_END: Final = re.compile(
    rf"\bend\s+of\s+({'|'.join(_MONTHS)}|(?:the|this)\s+month|the\s+year|this\s+year)"
    r"(?:\s+(\d{4}))?",
    re.IGNORECASE,
)
_ANSWERS: Final = re.compile(
    r"\b(?:answers?|reply|replies|respond|responses?|offers?|quotes?|bids?)\s+"
    r"(?:wanted\s+|due\s+|needed\s+)?within\s+([\w-]+)\s+(minute|hour|day|week)s?\b",
    re.IGNORECASE,
)
_SECONDS: Final = {"minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
_MOST_DAYS: Final = 3650
_NUMERIC: Final = re.compile(r"\b(\d{1,2})([./])(\d{1,2})\2(\d{4})\b")
_MONTH_COUNT: Final = 12


def find_day(text: str, today: date) -> date | None:
    """The one day by which something is needed; None for none, or for several."""
    text = _ANSWERS.sub(" ", text)
    found = {*find_dates(text, today), *_find_numeric(text)}
    for count, unit in _SPAN.findall(text):
        days = _count(count) * _DAYS[unit.lower()]
        if 0 < days <= _MOST_DAYS:
            found.add(today + timedelta(days=days))
    for is_next, name in _WEEKDAY.findall(text):
        # Of "next Friday" one cannot tell whether it is the one that comes first.
        if not is_next:
            days = (_WEEKDAYS.index(name.lower()) - today.weekday()) % 7
            found.add(today + timedelta(days=days or 7))
    for what, year in _MONTH_END.findall(text):
        found.add(_end(what.lower(), year, today))
    return found.pop() if len(found) == 1 else None


def find_answer_time(text: str) -> timedelta | None:
    """How long the peers may take to answer, where the sentence says so."""
    found = _ANSWERS.search(text)
    if found is None:
        return None
    seconds = _count(found[1]) * _SECONDS[found[2].lower()]
    return timedelta(seconds=seconds) if 0 < seconds <= _MOST_DAYS * 86_400 else None


def _find_numeric(text: str) -> Iterator[date]:
    """``28.4.2027``, and ``4/28/2027`` where only one of its numbers can be the month."""
    for first, mark, second, year in _NUMERIC.findall(text):
        day, month = int(first), int(second)
        if mark == "/" and day <= _MONTH_COUNT and month <= _MONTH_COUNT and day != month:
            continue
        if mark == "/" and month > _MONTH_COUNT:
            day, month = month, day
        try:
            yield date(int(year), month, day)
        except ValueError:
            continue


def _count(word: str) -> int:
    if word.lower() in ("a", "an"):
        return 1
    numbers = find_numbers(word)
    return int(numbers[0].value) if len(numbers) == 1 else 0


def _end(what: str, year: str, today: date) -> date:
    if what.endswith("year"):
        return date(today.year, 12, 31)
    if what.endswith("month"):
        return _last_day(today.year, today.month)
    month = _MONTHS.index(what) + 1
    if year:
        return _last_day(int(year), month)
    last = _last_day(today.year, month)
    return last if last >= today else _last_day(today.year + 1, month)


def _last_day(year: int, month: int) -> date:
    # No year that is written with four digits is out of reach, but the year 0.
    year = max(year, 1)
    return date(year, month, monthrange(year, month)[1])
