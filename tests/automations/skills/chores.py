"""Skills that automations run: each writes down that it ran."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel

from gateway.skillkit import SkillContext, skill


class Note(BaseModel):
    file: str
    word: str


def write(path: str, word: str) -> int:
    with Path(path).open("a") as file:
        file.write(f"{word}\n")
    return len(Path(path).read_text().splitlines())


@skill(scope="internal")
async def note(ctx: SkillContext, args: Note) -> dict[str, Any]:
    """Write a word down."""
    return {"lines": write(args.file, args.word), "peer": ctx.peer.name}


@skill(scope="internal", effect="at_most_once")
async def note_once(ctx: SkillContext, args: Note) -> dict[str, Any]:
    """Write a word down, and never again."""
    return {"lines": write(args.file, args.word)}


@skill(scope="internal")
async def stumble(ctx: SkillContext, args: Note) -> dict[str, Any]:
    """Write a word down, and fail the first time."""
    if write(args.file, args.word) == 1:
        raise RuntimeError("canary-cause")
    return {}


@skill(scope="internal", effect="at_most_once")
async def stumble_once(ctx: SkillContext, args: Note) -> None:
    """Write a word down, and fail."""
    write(args.file, args.word)
    raise RuntimeError("canary-cause")


@skill(scope="internal")
async def outer(ctx: SkillContext) -> dict[str, Any]:
    """Have a word written down by another skill."""
    await ctx.progress("on my way")
    await ctx.artifact({"handed": "out"})
    (artifact,) = await ctx.call_skill("note", ctx.arguments)
    return {"parts": len(artifact.parts)}


@skill(scope="internal")
async def twice(ctx: SkillContext) -> None:
    """Have a word written down by a skill that must not run twice, and again."""
    await ctx.call_skill("note_once", ctx.arguments)
    await ctx.call_skill("note_once", ctx.arguments)


@skill(scope="internal")
async def asker(ctx: SkillContext) -> None:
    """Have run what a human has to approve."""
    await ctx.call_skill("pick", {"how": "approve"})


@skill(scope="internal")
async def endless(ctx: SkillContext) -> None:
    """Have itself run, without an end."""
    await ctx.call_skill("endless", ctx.arguments)


@skill(scope="internal")
async def pick(ctx: SkillContext) -> None:
    """Decline, ask, or want an approval, as it is told."""
    match ctx.arguments["how"]:
        case "decline":
            ctx.decline("no stock", available=3)
        case "reject":
            ctx.reject("not today")
        case "ask":
            await ctx.ask("which one?")
        case "approve":
            await ctx.require_approval("it costs", amount=900, currency="SEK", up_to=500)
        case "log in":
            await ctx.ask_to_log_in("log in there")


@skill(scope="internal", trust="notify")
async def told(ctx: SkillContext) -> str:
    """Be told of."""
    if "declined" in ctx.arguments:
        ctx.decline("no stock")
    return "done"


@skill(scope="internal")
async def teller(ctx: SkillContext) -> None:
    """Have run what is told of."""
    await ctx.call_skill("told", ctx.arguments)


@skill(trust="approve")
async def trusted(ctx: SkillContext) -> str:
    """Run with a human's word alone."""
    return "done"
