"""What a sentence says of the thing that is wanted: ``2.5 mm², grey, IEC 60947-7-1``."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from gateway.chat.router.numbers import find_numbers
from gateway.deals.figures import read_measure
from gateway.deals.when import find_day

_COLOUR_WORDS: Final = """
grey gray black white red blue green yellow orange brown beige silver transparent pink purple
"""
_COLOURS: Final = frozenset(_COLOUR_WORDS.split())
_OF_UNITS: Final = {
    **dict.fromkeys(("mm2", "mm", "cm2", "cm", "inch"), "size"),
    **dict.fromkeys(("m", "metres", "meters"), "length"),
    **dict.fromkeys(("v", "volt", "volts", "kv"), "voltage"),
    **dict.fromkeys(("a", "amp", "amps"), "current"),
    **dict.fromkeys(("w", "kw", "watt", "watts"), "power"),
    **dict.fromkeys(("kg", "g", "t"), "weight"),
    **dict.fromkeys(("l", "litres", "liters"), "volume"),
}
_STANDARD: Final = re.compile(r"(?:IEC|ISO|EN|DIN|UL|ANSI|ASTM|VDE)[\s-]*\d[\w./ -]*")
_AT_END: Final = re.compile(
    rf"\s(\d+(?:[.,]\d+)?\s*(?:{'|'.join(_OF_UNITS)}|mm²|cm²)|{'|'.join(sorted(_COLOURS))})$",
    re.IGNORECASE,
)
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_LABELLED: Final = re.compile(r"([^\W\d][\w ]{0,30}?)\s*[:=]\s*(.+)")
# What is said between commas and is not of the thing.
_OTHER: Final = re.compile(
    r"\b(?:by|before|until|within|offers?|quotes?|bids?|please|budget|costs?|at\s+most|deliver\w*|"
    r"suppliers?|all|peers?|asap|from)\b",
    re.IGNORECASE,
)
_MOST: Final = 20
_MOST_LETTERS: Final = 100


def read_spec(text: str, today: date) -> dict[str, Any]:
    """By name; what has none is a list under ``details``."""
    spec: dict[str, Any] = {}
    details: list[str] = []
    for fragment in list(_fragments(text, today))[:_MOST]:
        name, value = _name(fragment)
        if not name or name in spec:
            details.append(fragment)
        else:
            spec[name] = value
    return {**spec, "details": details} if details else spec


def split_end(subject: str) -> tuple[str, list[str]]:
    """The name of a thing without the sizes and the colour that are said right after it."""
    found: list[str] = []
    while (told := _AT_END.search(subject)) is not None:
        found.insert(0, told[1])
        subject = subject[: told.start()]
    return subject, found


def _fragments(text: str, today: date) -> Iterator[str]:
    for said in re.split(r"[,;()]|\sand\s", text):
        fragment = " ".join(said.split()).strip(" .:-")
        if not fragment or len(fragment) > _MOST_LETTERS:
            continue
        is_money = any(number.is_money for number in find_numbers(fragment))
        is_money = is_money or _CURRENCY.fullmatch(fragment) is not None
        if not is_money and not _OTHER.search(fragment) and find_day(fragment, today) is None:
            yield fragment


def _name(fragment: str) -> tuple[str, str]:
    if labelled := _LABELLED.fullmatch(fragment):
        return "_".join(labelled[1].lower().split()), labelled[2]
    if fragment.casefold() in _COLOURS:
        return "colour", fragment.casefold()
    if _STANDARD.fullmatch(fragment):
        return "standard", fragment
    measure = read_measure(fragment)
    return ("", fragment) if measure is None else (_OF_UNITS.get(measure[1], ""), fragment)
