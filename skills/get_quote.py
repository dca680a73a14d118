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
    examples=(
        'skill:get_quote {"product": "flashlight", "qty": 1000}',
        "What would 1000 flashlights cost?",
        "How much do you charge for 500 headlamps?",
        "Please send us your best offer, we want to buy 4000 of them.",
        "RFQ: unit price and delivery time for 20 work lights",
        "We would like a quotation; we are looking to purchase.",
        "Can you deliver 300 headlamps in three weeks?",
        "Vad kostar 100 ficklampor?",
    ),
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
