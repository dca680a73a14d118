"""The figures, dates and names in an offer: read as companies write them, written as people do.

Peers answer in the fields that were asked for, and still differ in what they put there: ``16800``
and ``"16800.00"`` are one price, ``2.5`` and ``"2.5 mm²"`` one size. Apart from what is made of
them, so that a counter-offer, the ranking and the summary read each of them alike.
"""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final
from unicodedata import normalize

from gateway.core.deal import Offer
from gateway.core.json import Json, JsonObject
from gateway.deals.request import DealRequest

TIMES: Final = " \u00d7 "
# A comma before three digits may be of thousands, and then it is another number.
_NUMBER: Final = r"-?\d{1,18}(?:\.\d{1,9}|,(?!\d{3}(?!\d))\d{1,9})?"
# A unit begins as one does: what goes on with the number, as in ``1e5`` or ``3/4``, is none.
_FIGURE: Final = re.compile(rf"({_NUMBER})\s*((?!e\d)[^\W\d_]\S{{0,15}}|[%°€$£\"']\S{{0,15}})?")
_CURRENCY: Final = re.compile(r"_[a-z]{3}")
_MOST_DAYS: Final = 3650
# What is longer is written with an exponent.
_MOST_DIGITS: Final = 15
_NO_LETTERS: Final = re.compile(r"[\W_]+")


def find_field(values: JsonObject, name: str) -> Json:
    """The field of that name, or what ``price.total`` leads to; None where there is none."""
    if name in values:
        return values[name]
    first, dot, rest = name.partition(".")
    inner = values.get(first)
    return find_field(inner, rest) if dot and isinstance(inner, dict) else None


def plain_name(name: str) -> str:
    """The same for all ways to write a name: ``min_order``, ``minOrder``, ``Min. order``."""
    return _NO_LETTERS.sub("", name).casefold()


def read_figure(value: Json) -> Decimal | None:
    """A number, or a text that is one; None for all else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return Decimal(str(value))
    found = read_measure(value) if isinstance(value, str) else None
    return found[0] if found is not None and not found[1] else None


def read_measure(text: str) -> tuple[Decimal, str] | None:
    """A number and its unit, "" for none: ``2.5 mm²``; None for a text that is more than that."""
    match = _FIGURE.fullmatch(normalize("NFKC", text).strip())
    if match is None:
        return None
    return Decimal(match[1].replace(",", ".")), (match[2] or "").casefold()


def write_figure(figure: Decimal) -> str:
    """``16 800`` and ``4.15``: thousands apart, no zeros at the end."""
    if figure and abs(figure.adjusted()) >= _MOST_DIGITS:
        return f"{figure.normalize():E}"
    text = f"{figure:,f}".replace(",", " ")
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_day(value: Json, answered_at: int) -> date | None:
    """A date or a time; a number is days from the answer, which came at ``answered_at`` (ms)."""
    figure = read_figure(value)
    if figure is not None:
        if not 0 <= figure <= _MOST_DAYS:
            return None
        return day_of(answered_at) + timedelta(days=int(figure))
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value.strip()).date()
    except ValueError:
        return None


def four_places(share: Fraction) -> Decimal:
    """Rounded half up, as one does by hand; for what is not below 0."""
    return Decimal(int(share * 10_000 + Fraction(1, 2))).scaleb(-4)


def day_of(at: int) -> date:
    return datetime.fromtimestamp(at / 1000, UTC).date()


def write_days(days: int) -> str:
    return f"{write_figure(Decimal(days))} day{'' if days == 1 else 's'}"


def write_span(milliseconds: int) -> str:
    """``2 days 3 h``, ``2 h 5 min``, ``3 s``: the two largest units."""
    seconds = max(0, milliseconds) // 1000
    days, hours, minutes = seconds // 86_400, seconds // 3600 % 24, seconds // 60 % 60
    parts = ((days, write_days(days)), (hours, f"{hours} h"), (minutes, f"{minutes} min"))
    told = [words for count, words in parts if count][:2]
    return " ".join(told) if told else f"{seconds} s"


def find_asked(request: DealRequest, values: JsonObject, name: str) -> Json:
    """A field of the award rule. Contracts often name the currency with it: ``total_price_sek``."""
    value = find_field(values, name)
    if value is not None:
        return value
    if request.currency:
        return find_field(values, f"{name}_{request.currency.lower()}")
    named = [said for said in values if _CURRENCY.fullmatch(said.removeprefix(name))]
    return values[named[0]] if len(named) == 1 else None


def find_price(request: DealRequest, values: JsonObject) -> Decimal | None:
    return read_figure(find_asked(request, values, request.award.price_field))


def find_delivery(request: DealRequest, offer: Offer) -> date | None:
    said = find_field(offer.values, request.award.delivery_field)
    return None if said is None else read_day(said, offer.at)
