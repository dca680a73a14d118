"""``echo``: give back what came; it shows that a connection works, and what it costs."""

from collections.abc import Mapping
from typing import Any

from gateway.skillkit import SkillContext, skill


@skill(
    tags=("test",),
    examples=(
        'skill:echo {"text": "hello"}',
        "ping",
        "Are you there? This is a test of the connection.",
        "Repeat these words back to me: one two",
    ),
)
async def echo(ctx: SkillContext) -> Mapping[str, Any]:
    """Return the arguments as they came, to test a connection."""
    return ctx.arguments
