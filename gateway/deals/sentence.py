"""A request read out of a sentence by rules, as far as there is one reading.

``We need 4,000 DIN rail terminal blocks, 2.5 mm², grey, by April 28. Three competitive offers.``
What is not certain is left out, and asked for.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from gateway.chat.router.numbers import Number, find_numbers
from gateway.deals.spec import read_spec, split_end
from gateway.deals.when import find_answer_time, find_day

MOST_LETTERS: Final = 4000
_UNIT_WORDS: Final = """
piece pieces pcs pc unit units st stk stück set sets pair pairs box boxes carton cartons pallet
pallets roll rolls bag bags kg kilogram kilograms g t ton tons tonne tonnes l litre litres liter
liters m metre metres meter meters hour hours day days licence licences license licenses sheet
sheets bottle bottles container containers
"""
_UNITS: Final = frozenset(_UNIT_WORDS.split())
_MEASURE_WORDS: Final = "mm mm² mm2 cm m² m2 v a w kw kwh hz gb tb mb percent am pm o inch"
_MEASURES: Final = frozenset(_MEASURE_WORDS.split())
_OFFER_WORDS: Final = "offers?|quotes?|quotations?|bids?|proposals?|tenders?"
_WANTED: Final = re.compile(rf"(?:[^\W\d_]+\s+){{0,2}}(?:{_OFFER_WORDS})\b", re.IGNORECASE)
_WANTED_BEFORE: Final = re.compile(r"\b(?:week|day|month|hour|minute)s?\b", re.IGNORECASE)
# Where the name of the thing ends, and something else is said of it.
_END: Final = re.compile(
    r"[,;:()\n]|\.(?=\s|$)|[!?]|"
    r"\s(?:by|before|until|within|no\s+later|not\s+later|latest|delivered|to\s+be|for\s+delivery|"
    r"at\s+most|max|maximum|under|budget|costs?|in\s+\w+\s+(?:days?|weeks?)|please|and\s+(?:we|i)\s)\b|"
    r"\s-\s|\sfrom\s(?=[A-ZÅÄÖ])",
    re.IGNORECASE,
)
_ASKED_FOR: Final = re.compile(
    r"\b(?:need|want|require|looking\s+for|look\s+for|buy|order|purchase|procure|source|hire|ship|"
    rf"transport|rent|(?:{_OFFER_WORDS}|price|prices)\s+(?:for|on))\s+"
    r"(?:to\s+(?:buy|order|purchase|procure|source|hire|ship|transport|rent|move)\s+)?"
    r"(?P<article>an?\s+|the\s+|some\s+|our\s+)?(?=[^\W_])",
    re.IGNORECASE,
)
_SCALE: Final = re.compile(
    r"\S+(?:\s+(?:thousand|hundred|million|dozen))*\s*(?:of\s+)?", re.IGNORECASE
)
_TIMES: Final = re.compile(r"^\s*[x\u00d7]\s+")
_CURRENCY: Final = re.compile(r"\b(SEK|EUR|USD|GBP|NOK|DKK|CHF|PLN|CZK|JPY|CAD|AUD|INR|CNY)\b")
_SIGNS: Final = {"€": "EUR", "$": "USD", "£": "GBP"}
_BUDGET: Final = re.compile(
    r"\b(?:budget(?:\s+(?:is|of))?|at\s+most|no\s+more\s+than|max(?:imum)?(?:\s+of)?|up\s+to|"
    r"under|below)[\s:]*$",
    re.IGNORECASE,
)
_ROUTE: Final = re.compile(
    r"\bfrom\s+([A-ZÅÄÖ][\w-]*(?:\s+[A-ZÅÄÖ][\w-]*)*)\s+to\s+"
    r"([A-ZÅÄÖ][\w-]*(?:\s+[A-ZÅÄÖ][\w-]*)*)"
)
_MOST_SUBJECT: Final = 500
_BEFORE: Final = 40


def read_sentence(text: str, today: date) -> dict[str, Any]:
    """What it says of a request, under the names of its fields; ``budget`` and ``wanted`` too."""
    text = text[:MOST_LETTERS]
    numbers = find_numbers(text)
    found: dict[str, Any] = {}
    rest = _read_thing(text, numbers, found)
    if (day := find_day(text, today)) is not None:
        found["needed_by"] = day.isoformat()
    if (span := find_answer_time(text)) is not None:
        found["deadline"] = f"PT{int(span.total_seconds())}S"
    if (currency := find_currency(text)) is not None:
        found["currency"] = currency
    wanted = [number for number in numbers if _is_wanted(text, number)]
    if len(wanted) == 1 and wanted[0].value == int(wanted[0].value) >= 1:
        found["wanted"] = int(wanted[0].value)
    budgets = [number.value for number in numbers if _is_budget(text, number)]
    if len(budgets) == 1:
        found["budget"] = budgets[0]
    spec = read_spec(rest, today)
    if (route := _ROUTE.search(text)) is not None:
        spec |= {"from": route[1], "to": route[2]}
        if route[0] in found.get("subject", route[0]):
            found["subject"] = f"transport {route[0]}"
    if spec:
        found["spec"] = spec
    return found


def find_currency(text: str) -> str | None:
    """The code of the one currency that is named."""
    named = {*_CURRENCY.findall(text), *(code for sign, code in _SIGNS.items() if sign in text)}
    return named.pop() if len(named) == 1 else None


def _read_thing(text: str, numbers: Sequence[Number], found: dict[str, Any]) -> str:
    """Put what is wanted, and how many, into ``found``; the rest of its sentence is returned."""
    counted = next((number for number in numbers if _counts(text, number)), None)
    asked = _ASKED_FOR.search(text)
    if asked is not None and any(
        number.start == asked.end() and _is_wanted(text, number) for number in numbers
    ):
        # "We look for three offers" says how many are wanted, and not of what.
        asked = None
    if counted is not None and not (asked and _END.search(text[asked.end() : counted.start])):
        found["quantity"] = counted.value
        begin = _after(text, counted)
        if counted.unit in _UNITS:
            found["unit"] = counted.unit
            unit = re.match(rf"{re.escape(counted.unit)}\s*(?:of\s+)?", text[begin:], re.IGNORECASE)
            begin += unit.end() if unit else 0
    elif asked is not None:
        begin = asked.end()
        if (asked["article"] or "").strip().lower() in ("a", "an"):
            found["quantity"] = 1
    else:
        return ""
    tail = _TIMES.sub("", text[begin:])
    end = _END.search(tail)
    subject, spec = split_end(" ".join((tail[: end.start()] if end else tail).split()))
    if subject:
        found["subject"] = subject[:_MOST_SUBJECT]
    return ",".join([*spec, _sentence(tail[end.start() :]) if end else ""])


def _counts(text: str, number: Number) -> bool:
    """Whether it says how many are wanted, and is no price, size, date or count of offers."""
    before = text[max(0, number.start - _BEFORE) : number.start]
    is_in_date = re.search(r"\b[A-Z][a-z]{2,8}\.?\s+$", before) and find_day(
        before[-12:] + text[number.start : number.start + 8], date.min
    )
    return not (
        number.is_money
        or number.unit in _MEASURES
        or is_in_date
        or re.search(r"\b(?:in|within|by|before)\s+$", before, re.IGNORECASE)
        or _is_wanted(text, number)
        or number.value <= 0
    )


def _is_wanted(text: str, number: Number) -> bool:
    if not number.unit or number.unit in _UNITS:
        return False
    after = text[_after(text, number) :]
    told = _WANTED.match(after)
    return told is not None and _WANTED_BEFORE.search(told[0]) is None


def _is_budget(text: str, number: Number) -> bool:
    before = text[max(0, number.start - _BEFORE) : number.start]
    return number.is_money and _BUDGET.search(before) is not None


def _after(text: str, number: Number) -> int:
    """Where the word after the number begins."""
    if number.unit:
        return text.lower().find(number.unit, number.start)
    figure = _SCALE.match(text, number.start)
    return figure.end() if figure else number.start


def _sentence(text: str) -> str:
    return re.split(r"\.\s|\n|[!?]", text, maxsplit=1)[0]
