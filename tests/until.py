"""Wait for what another task or process does, with a deadline instead of a fixed sleep."""

import asyncio
from collections.abc import Awaitable, Callable


async def until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Return when the condition holds; fail the test when it does not in that time."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.001)


async def until_found(find: Callable[[], Awaitable[object]], seconds: float = 60) -> None:
    """Return when what is looked for is there; fail the test when it is not in that time."""
    async with asyncio.timeout(seconds):
        while not await find():  # noqa: ASYNC110
            await asyncio.sleep(0.001)
