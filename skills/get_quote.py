"""``get_quote``: what a quantity of a product costs and how long it takes."""

from pydantic import BaseModel, Field

from gateway.skillkit import SkillContext, skill

from ._catalogue import CURRENCY, Cents, Days, ProductName, Quantity, get_product


class QuoteArgs(BaseModel):
    product: ProductName
    qty: Quantity


class Quote(BaseModel):
    price_cents: Cents = Field(description="price of one piece at this quantity")
    currency: str = Field(description="ISO 4217 code")
    lead_days: Days = Field(description="days from order to delivery")


@skill(
    tags=("sales", "quote"),
    examples=('skill:get_quote {"product": "flashlight", "qty": 1000}',),
)
async def get_quote(ctx: SkillContext, args: QuoteArgs) -> Quote:
    """Quote the unit price and the lead time of a product at a quantity.

    An unknown product is declined with the names that come near, a quantity below the smallest
    order with that order.
    """
    product = get_product(ctx, args.product)
    if args.qty < product.minimum_order:
        ctx.decline(
            f"The smallest order of {product.name} is {product.minimum_order}.",
            minimum_order=product.minimum_order,
        )
    return Quote(
        price_cents=product.unit_price(args.qty),
        currency=CURRENCY,
        lead_days=product.days_to_deliver(args.qty),
    )
