"""What the streams of the bench carry."""

from pydantic import BaseModel

from gateway.skillkit import SkillContext, skill


class ChunkArgs(BaseModel):
    chunks: int
    text: str


@skill()
async def chunks(ctx: SkillContext, args: ChunkArgs) -> None:
    """Hand out one artifact in so many chunks, as fast as that goes."""
    artifact = ""
    for number in range(args.chunks):
        artifact = await ctx.artifact(
            args.text,
            artifact_id=artifact,
            append=number > 0,
            last=number == args.chunks - 1,
        )


@skill()
async def wait(ctx: SkillContext) -> None:
    """Wait for an answer that does not come."""
    await ctx.ask("Is anybody there?")
