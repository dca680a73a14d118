"""The products that the bundled skills quote and count, read once from ``catalogue.toml``.

It is apart because more than one skill asks it. A file that begins with _ holds no skill; its
neighbours import it as ``._catalogue``.
"""

import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Final
from unicodedata import normalize

from pydantic import BaseModel, ConfigDict, Field

from gateway.skillkit import Mentions, SkillContext

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
    prices: dict[Quantity, Cents] = Field(min_length=1)

    @property
    def minimum_order(self) -> int:
        return min(self.prices)

    def unit_price(self, qty: int) -> int:
        """Cents for one piece when ``qty`` are ordered, at least the minimum order."""
        return self.prices[max(step for step in self.prices if step <= qty)]

    def days_to_deliver(self, qty: int) -> int:
        return self.lead_days if qty <= self.stock else self.lead_days + self.restock_days


class _Catalogue(BaseModel):
    model_config = ConfigDict(extra="forbid")

    currency: str
    products: tuple[Product, ...]


def get_product(ctx: SkillContext, name: str) -> Product:
    """The product of that name; decline with the nearest names when there is none."""
    product = _BY_NAME.get(_words(name))
    if product is None:
        ctx.decline(f"No product is called {name!r}.", near=_near_names(name))
    return product


def find_mentions(text: str) -> list[str]:
    """The names of the products that the text speaks of, in the catalogue's order.

    Of names within one another the longest counts: a branded flashlight is no flashlight.
    """
    padded = f" {_words(text)} "
    found = set()
    for words in sorted(_BY_NAME, key=len, reverse=True):
        if f" {words} " in padded:
            found.add(_BY_NAME[words].name)
            padded = padded.replace(f" {words} ", " | ")
    return [product.name for product in _CATALOGUE.products if product.name in found]


def _near_names(name: str) -> list[str]:
    close = get_close_matches(_words(name), _BY_NAME, n=5)
    return list(dict.fromkeys(_BY_NAME[words].name for words in close))


def _words(text: str) -> str:
    # "2.5mm²" and "2.5 mm2" are one name: compatibility forms folded, digits apart from letters.
    words = re.findall(r"\d+|[^\W\d_]+", normalize("NFKC", text).casefold())
    return " ".join(_singular(word) for word in words)


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word.removesuffix("ies") + "y"
    if word.endswith(("ches", "shes", "xes")):
        return word.removesuffix("es")
    return word.removesuffix("s")


_CATALOGUE: Final = _Catalogue.model_validate(
    tomllib.loads(Path(__file__).with_name("catalogue.toml").read_text(encoding="utf-8"))
)
_BY_NAME: Final = {
    _words(name): product
    for product in _CATALOGUE.products
    for name in (product.name, *product.aliases)
}
CURRENCY: Final = _CATALOGUE.currency
