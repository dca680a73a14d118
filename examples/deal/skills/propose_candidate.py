"""``propose_candidate``: an agency's answer to examples/deals/recruitment.toml."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, Field

from gateway.skillkit import SkillContext, skill

from ._house import HOUSE

_DAY_HOURS = 8


class Position(BaseModel):
    subject: str = Field(min_length=1, max_length=500)
    spec: dict[str, Any] = Field(default_factory=dict)
    needed_by: date | None = Field(None, description="the last day to begin")


class Candidate(BaseModel):
    candidate_ref: str
    fit_score: int = Field(ge=0, le=100)
    hourly_rate_sek: float
    start_date: date
    notice_days: int
    status: Literal["quoted"] = "quoted"


@skill(
    tags=("recruitment",),
    examples=('skill:propose_candidate {"subject": "Embedded engineer", "spec": {}}',),
)
async def propose_candidate(ctx: SkillContext, args: Position) -> Candidate:
    """Propose the best candidate for a position, by a number and without a name."""
    if not HOUSE.capacity:
        ctx.decline("Nobody who fits is free before the date.", because="capacity")
    if args.needed_by is not None and HOUSE.day > args.needed_by:
        ctx.decline(f"Nobody can begin before {HOUSE.day}.", because="date")
    await ctx.require_approval(
        f"{HOUSE.price:g} SEK an hour for {args.subject}",
        amount=HOUSE.price * _DAY_HOURS,
        currency="SEK",
        up_to=HOUSE.limit,
        note="A partner of ours looks at each proposal of that rate.",
        preliminary={"start_date": HOUSE.day.isoformat()},
    )
    # The example weighs nothing: the lower the rate of the house, the better its people fit.
    return Candidate(
        candidate_ref="C-1",
        fit_score=round(180 - HOUSE.price / 9.5),
        hourly_rate_sek=HOUSE.price,
        start_date=HOUSE.day,
        notice_days=HOUSE.days,
    )
