"""An article out of findings."""

from pydantic import BaseModel, Field

from gateway.skillkit import SkillContext, skill


class Findings(BaseModel):
    subject: str
    facts: list[str] = Field(min_length=1)


class Article(BaseModel):
    title: str
    paragraphs: list[str]


@skill(tags=("writing",))
async def write_article(_: SkillContext, args: Findings) -> Article:
    """An article of one paragraph a fact, with an opening and a close."""
    count = len(args.facts)
    things = "One thing" if count == 1 else f"{count} things"
    return Article(
        title=f"{args.subject.capitalize()}: {things.lower()} worth knowing",
        paragraphs=[
            f"{things} to know before you decide on {args.subject}.",
            *args.facts,
            f"With that, {args.subject} hold few surprises.",
        ],
    )
