"""The three suppliers that run gateways of their own, each with its skills and its figures.

For goods they have the bundled skills with a catalogue of their own; for the other templates the
skills beside this file.
"""

import shutil
from pathlib import Path
from typing import Final

import tomlkit
from msgspec import Struct

from examples.company import Company
from examples.deal.cast import DECLINES, QUOTES, REVIEWS
from examples.deal.market import Market
from gateway.bundled import bundled

_OWN_SKILLS: Final = Path(__file__).with_name("skills")
_PIECES: Final = 4000
_PRODUCT: Final = "DIN rail terminal block 2.5 mm² grey"


class House(Struct, frozen=True):
    """``percent`` of the usual price; ``has_enough`` of what is asked for; ``asks`` its human."""

    name: str
    title: str
    about: str
    percent: int
    days: int
    has_enough: bool = True
    asks: bool = False


HOUSES: Final = (
    House(QUOTES, "Phoenix Components", "Components from Hamburg.", 100, 12),
    House(DECLINES, "NordElec", "Electrical goods from Stockholm.", 101, 10, has_enough=False),
    House(REVIEWS, "Weidmann distribution", "A distributor in Malmö.", 99, 14, asks=True),
)


def make_supplier(house: House, market: Market, folder: Path) -> Company:
    """Its folder, with its skills in it; it is not founded yet."""
    skills = folder / "skills"
    goods = market.name == "procurement"
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(bundled("skills") if goods else _OWN_SKILLS, skills, ignore=ignore)
    if goods:
        _write_catalogue(house, skills / "catalogue.toml")
    else:
        # What became of its offer is told to any house in the same way.
        shutil.copy(bundled("skills") / "offer_outcome.py", skills)
        _write_house(house, market, skills / "house.toml")
    return Company(house.name, folder, house.title, house.about, skills)


def _write_catalogue(house: House, path: Path) -> None:
    catalogue = tomlkit.parse(path.read_text(encoding="utf-8"))
    catalogue["autonomous_limit"] = 10_000 if house.asks else 250_000
    product = next(each for each in catalogue["products"] if each["name"] == _PRODUCT)
    product["stock"] = 26_000 if house.has_enough else 1_200
    product["lead_days"] = house.days
    product["prices"] = {"500": 510, str(_PIECES): _cents(house)}
    path.write_text(tomlkit.dumps(catalogue), encoding="utf-8")


def _cents(house: House) -> int:
    # 99 per cent of 4.20 SEK are 4.158; the handbook says 4.15.
    return 415 if house.asks else 420 * house.percent // 100


def _write_house(house: House, market: Market, path: Path) -> None:
    price = market.quote(house.percent, house.days)[market.price_field]
    figures = {
        "name": house.title,
        "price": price,
        "days": house.days,
        "capacity": 20 if house.has_enough else 0,
        "limit": 100 if house.asks else 100_000,
    }
    path.write_text(tomlkit.dumps(figures), encoding="utf-8")
