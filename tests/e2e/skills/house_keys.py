"""``house_keys`` is for our own agents, never for a peer."""

from gateway.skillkit import SkillContext, skill


@skill(scope="internal")
async def house_keys(ctx: SkillContext) -> str:
    """Hand out the keys."""
    return "the keys"
