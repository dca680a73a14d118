"""``echo``: give back what came; it shows that a connection works, and what it costs."""

from collections.abc import Mapping
from typing import Any

from gateway.skillkit import SkillContext, skill


@skill(tags=("test",), examples=('skill:echo {"text": "hello"}',))
async def echo(ctx: SkillContext) -> Mapping[str, Any]:
    """Return the arguments as they came, to test a connection."""
    return ctx.arguments
