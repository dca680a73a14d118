"""A skill that a human has to say yes to above an amount."""

from pydantic import BaseModel

from gateway.skillkit import SkillContext, skill


class SellArgs(BaseModel):
    amount: float


class Sale(BaseModel):
    sold_for: float


@skill()
async def sell(ctx: SkillContext, args: SellArgs) -> Sale:
    """Sell for an amount in SEK."""
    await ctx.require_approval(
        f"Sell for {args.amount:g} SEK",
        amount=args.amount,
        currency="SEK",
        up_to=50,
        note="Our sales lead looks at it.",
        preliminary={"price_from": 90},
    )
    return Sale(sold_for=args.amount)
