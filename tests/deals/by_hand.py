"""A ranking reckoned again from the words that it prints, and from nothing else."""

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from gateway.deals.rank import Place, Ranking

TIMES: Final = "\u00d7"
_FIGURE = r"-?\d[\d ]*(?:\.\d+)?"
_LINE = re.compile(
    rf"(?P<name>.+?) (?P<own>{_FIGURE})"
    rf"(?:, best (?P<best>{_FIGURE})(?:, half the middle|, twice the middle)?)?"
    rf" → (?P<share>{_FIGURE}) {TIMES} (?P<weight>{_FIGURE})"
    rf" = (?P<points>{_FIGURE})"
)
_RULE = re.compile(
    rf"(?P<name>.+?): (?P<way>lower|higher|counts).*; "
    rf"weight (?P<own>{_FIGURE}) / (?P<all>{_FIGURE}) = (?P<share>{_FIGURE})"
)


def read(figure: str) -> Fraction:
    return Fraction(figure.replace(" ", ""))


def to_four(exact: Fraction) -> Decimal:
    precise = Decimal(exact.numerator) / Decimal(exact.denominator)
    return precise.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def by_hand(ranking: Ranking, place: Place) -> Decimal:
    """The score; each step on the way is checked against what is printed of it."""
    rules = {}
    for line in ranking.rule:
        rule = _RULE.fullmatch(line)
        assert rule is not None, line
        assert to_four(read(rule["own"]) / read(rule["all"])) == Decimal(rule["share"])
        rules[rule["name"]] = rule
    total = Decimal(0)
    for line in place.lines[:-1]:
        if " is not said " in line:
            assert line.endswith(" = 0"), line
            continue
        told = _LINE.fullmatch(line)
        assert told is not None, line
        rule = rules[told["name"]]
        own, way = read(told["own"]), rule["way"]
        share = own if way == "counts" else _share(way, own, read(told["best"]))
        points = to_four(Fraction(to_four(share)) * read(rule["share"]))
        assert (Decimal(told["share"]), Decimal(told["points"])) == (to_four(share), points)
        total += points
    return total


def _share(way: str, own: Fraction, best: Fraction) -> Fraction:
    own = max(own, Fraction(0))
    if own == best == 0:
        return Fraction(way == "lower")
    less, more = (best, own) if way == "lower" else (own, best)
    return Fraction(1) if less >= more else less / more
