"""Whether a text keeps to the figures and the days that it was given.

A language model that was asked to sum up may state a price that nobody offered, by mistake or
because a peer's words made it. A text with one figure of unknown origin is not shown.
"""

from collections.abc import Iterator
from datetime import date

from gateway.chat.router.dates import find_dates
from gateway.chat.router.numbers import find_numbers
from gateway.core.json import Json


def is_grounded(text: str, given: Json, today: date) -> bool:
    """``given`` is all that the text may take figures from, words among it."""
    figures, days = set[float](), set[date]()
    for value in _leaves(given):
        if isinstance(value, str):
            figures.update(_figures(value, today))
            days.update(find_dates(value, today))
        elif isinstance(value, int | float):
            figures.add(value)
    return figures.issuperset(_figures(text, today)) and days.issuperset(find_dates(text, today))


def _figures(text: str, today: date) -> Iterator[float]:
    """But those of dates, which are looked at as days."""
    days = find_dates(text, today)
    of_days = {part for day in days for part in (day.day, day.year)}
    for number in find_numbers(text):
        if number.value not in of_days:
            yield number.value


def _leaves(value: Json) -> Iterator[Json]:
    match value:
        case dict():
            for inner in value.values():
                yield from _leaves(inner)
        case list() | tuple():
            for inner in value:
                yield from _leaves(inner)
        case _:
            yield value
