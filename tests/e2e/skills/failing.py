"""``failing`` has a bug, with a secret in its message."""

from gateway.skillkit import SkillContext, skill


@skill()
async def failing(ctx: SkillContext) -> None:
    """Fail."""
    raise RuntimeError("the database password is hunter2")
