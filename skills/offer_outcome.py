"""``offer_outcome``: a buyer says what became of an offer of ours, and our operator is told.

Taking note is all that it does: an order is confirmed by a person of ours.
"""

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from gateway.skillkit import SkillContext, skill

_NEXT: Final = {
    "award": "Thank you. A person of ours confirms the order.",
    "no_award": "Thank you for telling us.",
    "deal_closed": "Thank you for telling us.",
}


class Outcome(BaseModel):
    """What else is said of it, such as the offer that is taken, goes to the operator as it is."""

    model_config = ConfigDict(extra="allow")

    type: Literal["award", "no_award", "deal_closed"]
    ref: Annotated[str, Field(min_length=1, max_length=64, description="the buyer's reference")]
    offer: dict[str, Any] = Field(default_factory=dict, description="of an award: what is taken")


class Noted(BaseModel):
    status: Literal["noted"] = "noted"
    ref: str
    note: str


@skill(
    trust="notify",
    tags=("rfq",),
    examples=('skill:offer_outcome {"type": "award", "ref": "PR-2027-0847"}',),
)
async def offer_outcome(ctx: SkillContext, args: Outcome) -> Noted:
    """Take note of a procurement decision: awarded, not awarded, or closed."""
    return Noted(ref=args.ref, note=_NEXT[args.type])
