"""What is dealt in: of each template, what an offer looks like, and why others do not make one.

The figures are those of the handbook's story where it gives them: an offer at 100 per cent is
supplier A's, one at 99 that of C, whose human is asked first.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

TEMPLATES: Final = Path(__file__).parents[1] / "deals"
DAYS: Final = 16
"""From today to the last day to deliver."""


class Market(Struct, frozen=True):
    """``quote`` makes an offer at so many per cent of the usual price, delivered in so many days.

    ``price_field`` is the field of that price, ``declines`` are reasons by their kind.
    """

    name: str
    tag: str
    price_field: str
    quote: Callable[[int, int], dict[str, Any]]
    declines: Mapping[str, str]

    @property
    def template(self) -> Path:
        return TEMPLATES / f"{self.name}.toml"


def day(days: int) -> date:
    return datetime.now(UTC).date() + timedelta(days=days)


def _goods(percent: int, days: int) -> dict[str, Any]:
    unit = round(4.20 * percent / 100, 2)
    return {
        "unit_price_sek": unit,
        "total_price_sek": round(unit * 4000),
        "delivery_date": day(days).isoformat(),
        "moq": 500,
        "validity_days": 14,
        "status": "quoted",
    }


def _candidate(percent: int, days: int) -> dict[str, Any]:
    return {
        "candidate_ref": f"C-{percent}",
        "fit_score": 180 - percent,
        "hourly_rate_sek": round(9.5 * percent),
        "start_date": day(days).isoformat(),
        "status": "quoted",
    }


def _freight(percent: int, days: int) -> dict[str, Any]:
    return {
        "price_eur": round(11.8 * percent),
        "pickup_date": day(days - 2).isoformat(),
        "delivery_date": day(days).isoformat(),
        "co2_kg": round(4.1 * percent),
        "status": "quoted",
    }


MARKETS: Final[Mapping[str, Market]] = {
    market.name: market
    for market in (
        Market(
            "procurement",
            "electrical",
            "total_price_sek",
            _goods,
            {
                "spec": "We make 4 mm² and larger; 2.5 mm² is not in our range.",
                "geography": "We deliver within Spain and Portugal only.",
                "minimum order": "Our smallest order is 10,000 pieces.",
            },
        ),
        Market(
            "recruitment",
            "agency",
            "hourly_rate_sek",
            _candidate,
            {
                "spec": "We have nobody who knows CAN bus.",
                "geography": "Our people work in Malmö and Copenhagen only.",
                "minimum order": "We take assignments of twelve months and more.",
            },
        ),
        Market(
            "logistics",
            "carrier",
            "price_eur",
            _freight,
            {
                "spec": "We have no lorry with a tail lift on that route.",
                "geography": "We do not drive to Sweden.",
                "minimum order": "We take full loads only, from 33 pallets.",
            },
        ),
    )
}
