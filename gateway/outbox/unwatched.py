"""Work that nobody waits for: owned until it ends, and told to end at a stop."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class Unwatched:
    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def leave(self, work: Coroutine[Any, Any, object]) -> None:
        """Have it done without waiting for it."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self, seconds: float) -> None:
        """Let it end within that time, and what it begins meanwhile."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while self._tasks and (left := end - loop.time()) > 0:
            await asyncio.wait(self._tasks, timeout=left)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
