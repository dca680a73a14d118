"""Servers that a test scripts, on a loop of their own, so that the test may wait for answers."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

SECONDS = 60
_T = TypeVar("_T")


@dataclass
class Background:
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    def run(self, work: Coroutine[Any, Any, _T]) -> _T:
        """What the coroutine returns on the other loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(SECONDS)

    def open(self, context: AbstractAsyncContextManager[_T]) -> _T:
        """Enter a context there; it is left at the end."""
        return self.run(self.stack.enter_async_context(context))


@contextmanager
def background() -> Iterator[Background]:
    there = Background()
    thread = threading.Thread(target=there.loop.run_forever)
    thread.start()
    try:
        yield there
    finally:
        try:
            there.run(there.stack.aclose())
        finally:
            there.loop.call_soon_threadsafe(there.loop.stop)
            thread.join(SECONDS)
            there.loop.close()
