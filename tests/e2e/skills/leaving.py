"""Skills that raise what is no ordinary error, as ``sys.exit`` in a library does, or catch it."""

import asyncio
import sys
from contextlib import suppress

from gateway.skillkit import SkillContext, skill


@skill()
async def leaving(ctx: SkillContext) -> None:
    """Exit."""
    sys.exit(3)


@skill()
def leaving_thread(ctx: SkillContext) -> None:
    """Exit from a thread."""
    sys.exit(3)


@skill()
async def interrupting(ctx: SkillContext) -> None:
    """Act as if Ctrl-C was pressed."""
    raise KeyboardInterrupt


@skill()
async def cancelling(ctx: SkillContext) -> None:
    """Cancel what nobody canceled."""
    raise asyncio.CancelledError


@skill()
async def deaf(ctx: SkillContext) -> None:
    """Go on, whoever cancels it."""
    while True:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(3600)
