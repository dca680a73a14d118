"""``slow`` takes the time that it is told to."""

import asyncio

from pydantic import BaseModel

from gateway.skillkit import SkillContext, skill


class SlowArgs(BaseModel):
    seconds: float


@skill()
async def slow(ctx: SkillContext, args: SlowArgs) -> dict[str, float]:
    """Answer after a while."""
    await asyncio.sleep(args.seconds)
    return {"seconds": args.seconds}
