"""``qualify_lead``: how promising a company's interest is, by rules that anyone can follow."""

from typing import Literal

from pydantic import BaseModel, Field

from gateway.skillkit import SkillContext, skill

from ._catalogue import find_mentions

Tier = Literal["hot", "warm", "cold"]


class LeadArgs(BaseModel):
    company: str = Field(min_length=1, max_length=200)
    employees: int | None = Field(None, ge=0)
    budget_cents: int | None = Field(None, ge=0, description="for the first year")
    need: str = Field("", max_length=4000, description="what they look for, in their words")


class Lead(BaseModel):
    company: str
    score: int = Field(ge=0, le=100)
    tier: Tier
    reasons: list[str] = Field(description="one line a rule, with the points it gave")


@skill(
    tags=("crm", "sales"),
    examples=(
        'skill:qualify_lead {"company": "Acme", "employees": 250, "need": "flashlights"}',
        "How promising is this company as a customer?",
        "Score this prospect: Acme, 250 employees.",
        "Is the new lead worth a call from sales, or cold?",
        "A potential client contacted us, how good is the opportunity?",
    ),
)
async def qualify_lead(ctx: SkillContext, args: LeadArgs) -> Lead:
    """Score a lead from 0 to 100 by company size, budget and need.

    The same lead always gets the same score; what is not told counts as nothing.
    """
    findings = (_by_size(args.employees), _by_budget(args.budget_cents), _by_need(args.need))
    score = sum(points for points, _ in findings)
    return Lead(
        company=args.company,
        score=score,
        tier="hot" if score >= 70 else "warm" if score >= 40 else "cold",
        reasons=[f"{reason}: {points} points" for points, reason in findings],
    )


def _by_size(employees: int | None) -> tuple[int, str]:
    if employees is None:
        return 0, "the number of employees is not known"
    points = 30 if employees >= 200 else 20 if employees >= 50 else 10
    return points, f"{employees} employees"


def _by_budget(budget_cents: int | None) -> tuple[int, str]:
    if budget_cents is None:
        return 0, "the budget is not known"
    whole = budget_cents // 100
    points = 40 if whole >= 500_000 else 25 if whole >= 50_000 else 10 if whole >= 5_000 else 0
    return points, f"a budget of {whole:,} kronor"


def _by_need(need: str) -> tuple[int, str]:
    if not need.strip():
        return 0, "the need is not known"
    if products := find_mentions(need):
        return 30, f"the need names {', '.join(products)}, which we sell"
    return 10, "the need names nothing from the catalogue"
