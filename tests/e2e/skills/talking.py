"""Skills that end, or go on, in other ways than with a result."""

from uuid import uuid4

from gateway.skillkit import Message, Role, SkillContext, TextPart, skill


@skill()
async def asking(ctx: SkillContext) -> dict[str, str]:
    """Ask for the colour first, and again when it is asked back."""
    if ctx.answer is None or ctx.answer.endswith("?"):
        await ctx.ask("Which colour?")
    return {"colour": ctx.answer}


@skill()
async def declining(ctx: SkillContext) -> None:
    """Decline, and say when to come back."""
    ctx.decline("sold out", days=3)


@skill()
async def greeting(ctx: SkillContext) -> Message:
    """Answer without a task."""
    return Message(id=str(uuid4()), role=Role.AGENT, parts=(TextPart(f"hello {ctx.peer.name}"),))


@skill()
async def reporting(ctx: SkillContext) -> str:
    """Hand out a report in two chunks, then its summary."""
    await ctx.progress("half way")
    report = await ctx.artifact("first", name="report")
    await ctx.artifact("second", artifact_id=report, append=True, last=True)
    return "summary"


@skill(trust="approve")
async def signing(ctx: SkillContext) -> str:
    """Sign what only a human may."""
    return "signed"
