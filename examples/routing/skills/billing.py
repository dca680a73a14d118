"""Billing: invoices and payments."""

from typing import Any

from pydantic import BaseModel

from gateway.skillkit import SkillContext, skill


class Words(BaseModel):
    text: str


@skill(tags=("billing",))
async def billing(ctx: SkillContext, args: Words) -> dict[str, Any]:
    """Send invoices again, and say how to pay."""
    if "invoice" in args.text.casefold():
        return {"status": "invoices_sent", "answer": "Your last three invoices are on their way."}
    return {"status": "clarifying", "answer": "Which invoice do you mean?"}
