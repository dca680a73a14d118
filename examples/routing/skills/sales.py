"""Sales: prices, and a demo."""

from typing import Any

from pydantic import BaseModel

from gateway.skillkit import SkillContext, skill


class Words(BaseModel):
    text: str


@skill(tags=("sales",))
async def sales(ctx: SkillContext, args: Words) -> dict[str, Any]:
    """Tell prices, and set a date for a demo."""
    if "demo" in args.text.casefold():
        return {"status": "demo_scheduled", "answer": "Tuesday at ten; you get an invitation."}
    pricing = {"starter_cents": 1990, "team_cents": 4990, "currency": "EUR", "per": "month"}
    return {"status": "info_provided", "type": "pricing", "pricing": pricing}
