"""The products that the bundled skills quote and count, read once from ``catalogue.toml``.

It is apart because more than one skill asks it. A file that begins with _ holds no skill; its
neighbours import it as ``._catalogue``.
"""

import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from gateway.skillkit import Mentions, SkillContext

from ._words import words_of

Cents = Annotated[int, Field(ge=0, description="hundredths of the currency")]
Days = Annotated[int, Field(ge=0)]
Quantity = Annotated[int, Field(ge=1, le=100_000_000, description="number of pieces")]
ProductName = Annotated[
    str,
    Field(min_length=1, max_length=200, description="name, alias or article number"),
    Mentions(lambda text: find_mentions(text)),
]


class Product(BaseModel):
    """One product; the keys are explained where they are written, in ``catalogue.toml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    aliases: tuple[str, ...] = ()
    stock: int = Field(ge=0)
    lead_days: Days
    restock_days: Days
    spec: Mapping[str, Any] = Field(default_factory=dict)
    prices: dict[Quantity, Cents] = Field(min_length=1)

    @property
    def minimum_order(self) -> int:
        return min(self.prices)

    def unit_price(self, qty: int) -> int:
        """Cents for one piece when ``qty`` are ordered, at least the minimum order."""
        return self.prices[max(step for step in self.prices if step <= qty)]

    def days_to_deliver(self, qty: int) -> int:
        return self.lead_days if qty <= self.stock else self.lead_days + self.restock_days


class Catalogue(BaseModel):
    model_config = ConfigDict(extra="forbid")

    currency: str
    validity_days: Days = 14
    autonomous_limit: float | None = Field(None, ge=0)
    regions: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    synonyms: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    products: tuple[Product, ...]


def find_region(place: str) -> str | None:
    """The region that the place is in, by the names that the place is written with.

    The region's own name counts as it is written: "DE" is none of the words of "Rua de Lisboa".
    """
    padded = f" {words_of(place)} "
    for region, names in CATALOGUE.regions.items():
        if place.strip().casefold() == region.casefold() or region in re.findall(r"\w+", place):
            return region
        if any(f" {words_of(name)} " in padded for name in names):
            return region
    return None


def find_product(name: str) -> Product | None:
    return _BY_NAME.get(words_of(name))


def find_kin(name: str) -> list[Product]:
    """Those that may be meant where none has that very name: the ones named within it, and those
    whose names it is a part of."""
    words = words_of(name)
    mentioned = find_mentions(name)
    longer = {
        product.name
        for known, product in _BY_NAME.items()
        if words and f" {words} " in f" {known} "
    }
    return [
        product
        for product in CATALOGUE.products
        if product.name in mentioned or product.name in longer
    ]


def get_product(ctx: SkillContext, name: str) -> Product:
    """The product of that name; decline with the nearest names when there is none."""
    product = find_product(name)
    if product is None:
        ctx.decline(f"No product is called {name!r}.", near=near_names(name))
    return product


def find_mentions(text: str) -> list[str]:
    """The names of the products that the text speaks of, in the catalogue's order.

    Of names within one another the longest counts: a branded flashlight is no flashlight.
    """
    padded = f" {words_of(text)} "
    found = set()
    for words in sorted(_BY_NAME, key=len, reverse=True):
        if f" {words} " in padded:
            found.add(_BY_NAME[words].name)
            padded = padded.replace(f" {words} ", " | ")
    return [product.name for product in CATALOGUE.products if product.name in found]


def near_names(name: str) -> list[str]:
    close = get_close_matches(words_of(name), _BY_NAME, n=5)
    return list(dict.fromkeys(_BY_NAME[words].name for words in close))


CATALOGUE: Final = Catalogue.model_validate(
    tomllib.loads(Path(__file__).with_name("catalogue.toml").read_text(encoding="utf-8"))
)
_BY_NAME: Final = {
    words_of(name): product
    for product in CATALOGUE.products
    for name in (product.name, *product.aliases)
}
CURRENCY: Final = CATALOGUE.currency
