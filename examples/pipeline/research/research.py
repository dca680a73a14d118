"""What is known of a subject, from this company's own notes."""

from typing import Final

from pydantic import BaseModel, Field

from gateway.skillkit import SkillContext, skill

NOTES: Final = {
    "heat pumps": [
        "A heat pump moves three to four units of heat for each unit of electricity.",
        "Below -15 °C air-to-air models lose about a third of their output.",
        "A service every second year keeps the efficiency within two percent.",
    ],
    "terminal blocks": [
        "A push-in terminal block is wired in half the time of a screw terminal.",
        "DIN rail of 35 mm is the common mounting, EN 60715 its standard.",
        "Blocks for 2.5 mm² carry 24 A at 40 °C.",
    ],
}


class Subject(BaseModel):
    subject: str = Field(description="What to find out about", examples=["heat pumps"])


class Findings(BaseModel):
    subject: str
    facts: list[str]


@skill(tags=("research",))
async def research(ctx: SkillContext, args: Subject) -> Findings:
    """Facts about a subject, as far as our notes go."""
    wanted = args.subject.strip().lower()
    facts = NOTES.get(wanted)
    if facts is None:
        ctx.decline("we have no notes on that", known_subjects=sorted(NOTES))
    return Findings(subject=wanted, facts=facts)
