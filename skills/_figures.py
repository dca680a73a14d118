"""The figures of an offer under the names that the buyer asked for: ``unit_price_sek``, ``minQty``.

Apart because a buyer's contract names its fields as it likes. A name that could mean two things,
such as ``price`` alone, is nobody's guess: it stays missing, and the gateway says so.
"""

import re
from collections.abc import Mapping
from typing import Any, Final, NoReturn

from gateway.skillkit import SkillContext

from ._catalogue import CURRENCY

_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_CODES: Final = "AUD CAD CHF CNY CZK DKK EUR GBP HUF INR ISK JPY NOK PLN SEK USD"
_CURRENCIES: Final = frozenset(_CODES.split())
_CENTS: Final = frozenset(("cent", "cents", "minor", "ore"))
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "unit_price": ("price per unit", "price per piece", "price each", "unit cost"),
    "total_price": ("total", "total cost", "total amount", "order value", "price total"),
    "delivery_date": ("delivery", "delivered by", "delivery by", "date of delivery"),
    "lead_days": ("lead time", "lead time days", "delivery days", "days to deliver"),
    "moq": (
        "minimum order",
        "minimum order quantity",
        "min order quantity",
        "min qty",
        "min order",
    ),
    "validity_days": ("validity", "valid days", "valid for days", "offer validity days"),
    "valid_until": ("validity date", "offer valid until", "expires", "expiry date"),
    "quantity": ("qty", "amount of pieces", "pieces"),
    "product": ("item", "article", "product name", "subject"),
    "available": ("stock", "in stock", "available quantity", "availability"),
    "currency": ("currency code",),
    "ref": ("reference", "request ref", "rfq ref"),
    "status": ("offer status", "outcome"),
}
_FIGURES: Final = {
    words: figure
    for figure, others in _NAMES.items()
    for words in (figure.replace("_", " "), *others)
}


def name_figures(ctx: SkillContext, figures: Mapping[str, Any]) -> dict[str, Any]:
    """The figures that the caller's contract asks for, by its names for them.

    Decline where it asks for prices in another currency than ours.
    """
    named: dict[str, Any] = {}
    for name in _asked_fields(ctx.contract):
        words = _CAMEL.sub(" ", name).replace("_", " ").replace("-", " ").lower().split()
        foreign = {word.upper() for word in words} & _CURRENCIES - {CURRENCY}
        plain = " ".join(w for w in words if w.upper() != CURRENCY and w not in _CENTS)
        figure = _FIGURES.get(plain)
        if figure is None and foreign:
            decline_currency(ctx, ", ".join(sorted(foreign)))
        if figure is not None and figure in figures:
            value = figures[figure]
            is_in_cents = figure.endswith("_price") and not _CENTS.isdisjoint(words)
            named[name] = round(value * 100) if is_in_cents else value
    return named


def decline_currency(ctx: SkillContext, asked: str) -> NoReturn:
    ctx.decline(
        f"Our prices are in {CURRENCY}, not in {asked}.", because="currency", currency=CURRENCY
    )


def money(cents: int) -> int | float:
    """In the currency; without a fraction where there is none."""
    whole, rest = divmod(cents, 100)
    return cents / 100 if rest else whole


def _asked_fields(contract: Any) -> list[str]:
    """The names of the fields at the top of the shape, in either spelling of contracts."""
    if not isinstance(contract, dict):
        return []
    properties = contract.get("properties")
    if isinstance(properties, dict) and all(isinstance(each, dict) for each in properties.values()):
        return list(properties)
    return list(contract)
