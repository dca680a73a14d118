"""The chain: what one company's agent answers is what the next one is asked."""

from typing import Any

from pydantic import BaseModel, Field

from gateway.skillkit import SkillContext, skill


class Order(BaseModel):
    subject: str = Field(description="What the article is about", examples=["heat pumps"])


class Published(BaseModel):
    article: dict[str, Any]
    search: dict[str, Any]


@skill(tags=("editing",), timeout=50)
async def publish(ctx: SkillContext, args: Order) -> Published:
    """An article on a subject, researched, written and optimised by three other companies."""
    findings = await ctx.call_peer("research", "research", {"subject": args.subject})
    await ctx.progress(f"{len(findings['facts'])} facts found")
    article = await ctx.call_peer("writer", "write_article", findings)
    await ctx.progress("the article is written")
    search = await ctx.call_peer("seo", "optimise", article)
    return Published(article=article, search=search)
