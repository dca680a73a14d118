"""``check_stock``: whether a quantity of a product is on the shelf."""

from pydantic import BaseModel, Field

from gateway.skillkit import SkillContext, skill

from ._catalogue import Days, ProductName, Quantity, get_product


class StockArgs(BaseModel):
    product: ProductName
    qty: Quantity = 1


class Stock(BaseModel):
    in_stock: bool = Field(description="whether the whole quantity is on the shelf")
    available: int = Field(ge=0, description="number of pieces on the shelf")
    lead_days: Days = Field(description="days from order to delivery of the quantity")


@skill(
    tags=("sales", "stock"),
    examples=(
        'skill:check_stock {"product": "DIN rail terminal block", "qty": 4000}',
        "Do you have 300 headlamps in stock?",
        "Is the FL-100 available, or are you sold out?",
        "How many work lights are on the shelf?",
        "Are there flashlights left in the warehouse, ready to ship from inventory?",
        "Please confirm the remaining quantity, the stock level.",
        "Finns ficklampor i lager?",
    ),
)
async def check_stock(ctx: SkillContext, args: StockArgs) -> Stock:
    """Tell whether a quantity of a product is in stock, and when it could be delivered.

    An unknown product is declined with the names that come near.
    """
    product = get_product(ctx, args.product)
    return Stock(
        in_stock=args.qty <= product.stock,
        available=product.stock,
        lead_days=product.days_to_deliver(args.qty),
    )
