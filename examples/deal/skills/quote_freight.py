"""``quote_freight``: a carrier's answer to examples/deals/logistics.toml."""

from datetime import date, timedelta
from typing import Any, Literal

from pydantic import BaseModel, Field

from gateway.skillkit import SkillContext, skill

from ._house import HOUSE

_CO2_KG_PER_TONNE_AND_EURO = 0.0643


class Transport(BaseModel):
    subject: str = Field(min_length=1, max_length=500)
    quantity: int = Field(1, ge=1, le=1000, description="pallets")
    spec: dict[str, Any] = Field(default_factory=dict, description="from, to, weight_kg, …")
    needed_by: date | None = Field(None, description="the last day to arrive")


class Freight(BaseModel):
    price_eur: float
    pickup_date: date
    delivery_date: date
    co2_kg: int
    status: Literal["quoted"] = "quoted"


@skill(
    tags=("transport",),
    examples=('skill:quote_freight {"subject": "12 pallets, Hamburg to Gothenburg"}',),
)
async def quote_freight(ctx: SkillContext, args: Transport) -> Freight:
    """Quote a transport of pallets on our route."""
    if args.quantity > HOUSE.capacity:
        ctx.decline(
            "We have no room for so many pallets that week.",
            because="capacity",
            available=HOUSE.capacity,
        )
    if args.needed_by is not None and HOUSE.day > args.needed_by:
        ctx.decline(f"We arrive on {HOUSE.day} at the earliest.", because="date")
    await ctx.require_approval(
        f"{args.quantity} pallets for {HOUSE.price:g} EUR",
        amount=HOUSE.price,
        currency="EUR",
        up_to=HOUSE.limit,
        note="Our dispatcher confirms transports of that size.",
        preliminary={"delivery_date": HOUSE.day.isoformat()},
    )
    tonnes = float(args.spec.get("weight_kg", 0)) / 1000
    return Freight(
        price_eur=HOUSE.price,
        pickup_date=HOUSE.day - timedelta(days=2),
        delivery_date=HOUSE.day,
        co2_kg=round(tonnes * HOUSE.price * _CO2_KG_PER_TONNE_AND_EURO),
    )
