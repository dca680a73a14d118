"""``quote_request``: answer a request for an offer, as companies' buying agents send it to many.

The whole request comes at once, and an answer is final: an offer, or a refusal that says why in
figures, or, above what may be offered without a human, word that one will decide.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from gateway.skillkit import SkillContext, skill

from ._catalogue import CATALOGUE, CURRENCY, Product, Quantity, find_region
from ._figures import decline_currency, money, name_figures
from ._match import get_match
from ._request import RequestArgs
from ._words import words_of

_PIECES: Final = ("", "piece", "pc", "st", "ea", "each", "unit", "stycken", "stück")

QUOTED: Final = "quoted"

Money = Annotated[int | float, Field(ge=0)]


class Offer(BaseModel):
    """Besides these, the same figures under the names that the contract of the request gave."""

    model_config = ConfigDict(extra="allow")

    status: Literal["quoted"] = QUOTED
    product: str
    quantity: Quantity
    unit_price: Money = Field(description="of one piece at this quantity")
    total_price: Money
    currency: str = Field(description="ISO 4217 code")
    delivery_date: date
    moq: Quantity = Field(description="the smallest order")
    validity_days: int = Field(ge=0, description="how long the offer holds")


@skill(
    tags=("sales", "rfq"),
    examples=(
        'skill:quote_request {"product": "DIN rail terminal block", "quantity": 4000, '
        '"spec": {"size": "2.5 mm²", "colour": "grey"}, "needed_by": "2027-04-28"}',
    ),
)
async def quote_request(ctx: SkillContext, args: RequestArgs) -> Offer:
    """Answer a formal request for quotation that a procurement agent sends to many.

    Declined with the reason, and its figures, where the product, the specification, the place, the
    smallest order, the stock or the date do not allow it. An amount above what is offered without
    a human waits for one.
    """
    if args.currency and args.currency.upper() != CURRENCY:
        decline_currency(ctx, args.currency)
    product = get_match(ctx, args.product, args.features)
    _check_order(ctx, args, product)
    days = product.days_to_deliver(args.quantity)
    today = datetime.now(UTC).date()
    delivery = today + timedelta(days=days)
    _check_date(ctx, args, product, delivery)
    cents = product.unit_price(args.quantity)
    total = money(cents * args.quantity)
    offer = Offer(
        product=product.name,
        quantity=args.quantity,
        unit_price=money(cents),
        total_price=total,
        currency=CURRENCY,
        delivery_date=delivery,
        moq=product.minimum_order,
        validity_days=CATALOGUE.validity_days,
    )
    figures = {
        **offer.model_dump(mode="json"),
        "lead_days": days,
        "valid_until": (today + timedelta(days=offer.validity_days)).isoformat(),
        "available": product.stock,
        "ref": args.ref,
    }
    named = name_figures(ctx, figures)
    await ctx.require_approval(
        f"an offer of {total:,} {CURRENCY} for {args.quantity} {product.name}",
        amount=total,
        currency=CURRENCY,
        up_to=CATALOGUE.autonomous_limit,
        note=f"An offer of this size, {total:,} {CURRENCY}, needs a yes from our sales manager.",
        preliminary=_without_status(named or offer.model_dump(mode="json")),
    )
    return Offer.model_validate({**offer.model_dump(), **named})


def _check_order(ctx: SkillContext, args: RequestArgs, product: Product) -> None:
    """Decline for what holds of an order, whenever it is delivered."""
    if words_of(args.unit) not in _PIECES:
        ctx.decline(f"We sell pieces, not {args.unit}.", because="unit", unit="piece")
    if args.place and CATALOGUE.regions and find_region(args.place) is None:
        ctx.decline(
            f"{args.place!r} names no country that we deliver to: {', '.join(CATALOGUE.regions)}.",
            because="geography",
            regions=list(CATALOGUE.regions),
        )
    if args.quantity < product.minimum_order:
        ctx.decline(
            f"The smallest order of {product.name} is {product.minimum_order}.",
            because="minimum_order",
            minimum_order=product.minimum_order,
        )


def _check_date(ctx: SkillContext, args: RequestArgs, product: Product, delivery: date) -> None:
    if args.needed_by is None or delivery <= args.needed_by:
        return
    if args.quantity > product.stock:
        ctx.decline(
            f"Insufficient stock. Currently {product.stock:,} units available; the whole quantity "
            f"could be delivered on {delivery}.",
            because="stock",
            available=product.stock,
            earliest_delivery=delivery.isoformat(),
        )
    ctx.decline(
        f"The earliest delivery is on {delivery}, after {args.needed_by}.",
        because="date",
        earliest_delivery=delivery.isoformat(),
    )


def _without_status(figures: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in figures.items() if value != QUOTED}
