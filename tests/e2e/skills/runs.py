"""Skills whose runs can be counted from outside, and held.

Each run adds a line to ``log``. It ends when ``gate`` exists, at once where none is named.
"""

import asyncio
from pathlib import Path

from pydantic import BaseModel

from gateway.skillkit import SkillContext, skill


class RunArgs(BaseModel):
    log: Path
    gate: Path | None = None
    word: str = ""


async def _run(args: RunArgs) -> dict[str, str]:
    with args.log.open("a") as log:
        log.write(f"{args.word}\n")
    while args.gate is not None and not args.gate.exists():  # noqa: ASYNC110 (another process)
        await asyncio.sleep(0.01)
    return {"word": args.word}


@skill(effect="at_least_once")
async def repeatable(ctx: SkillContext, args: RunArgs) -> dict[str, str]:
    """Run again after a crash."""
    return await _run(args)


@skill(effect="at_most_once")
async def unrepeatable(ctx: SkillContext, args: RunArgs) -> dict[str, str]:
    """Never run twice."""
    return await _run(args)
