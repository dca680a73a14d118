"""Skills that say much while they run, or hand out every kind of part."""

import asyncio
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from gateway.skillkit import Artifact, DataPart, RawPart, SkillContext, UrlPart, skill


class CountArgs(BaseModel):
    """After ``pause_at`` chunks the run waits until ``gate`` exists."""

    chunks: int
    gate: Path | None = None
    pause_at: int = 0
    text: str = ""


@skill()
async def counting(ctx: SkillContext, args: CountArgs) -> None:
    """Hand out an artifact in chunks, which say their number and a text."""
    artifact = ""
    for number in range(args.chunks):
        while number == args.pause_at and args.gate and not args.gate.exists():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        artifact = await ctx.artifact(
            f"{number}{args.text}",
            artifact_id=artifact,
            append=number > 0,
            last=number == args.chunks - 1,
        )


@skill()
async def filing(ctx: SkillContext) -> list[Artifact]:
    """Hand out a file by its bytes, one by its address, and data; give back what came."""
    await ctx.artifact(RawPart(b"\x89PNG\0\xff", "image/png", "p.png"), name="picture")
    address = UrlPart("https://files.example/r.pdf", "application/pdf", "r.pdf")
    await ctx.artifact(address, name="report")
    await ctx.artifact({"rows": [1, 2.5, None]}, name="table", last=True)
    return [Artifact("came", ctx.message.parts, "came")]


@skill()
async def guarded(ctx: SkillContext) -> dict[str, Any]:
    """Have the caller log in first."""
    if ctx.answer is None:
        await ctx.ask_to_log_in("Log in at our portal.", url="https://login.example/a")
    return {"after": ctx.answer, "turns": len(ctx.task.history)}


@skill()
async def refusing(ctx: SkillContext) -> None:
    """Refuse the task."""
    ctx.reject("not on a Sunday")


@skill()
async def oversized(ctx: SkillContext) -> DataPart:
    """Hand out without end."""
    while True:
        await ctx.artifact("x" * 10_000)
