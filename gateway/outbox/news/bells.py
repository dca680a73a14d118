"""Wakes who waits for a peer's task, when the peer tells of it."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Bell:
    """One waiter's own; it keeps a ring until the waiter hears it."""

    def __init__(self) -> None:
        self._rang = asyncio.Event()

    def ring(self) -> None:
        self._rang.set()

    async def rest(self, seconds: float) -> None:
        """For that long, or until it rings."""
        try:
            async with asyncio.timeout(seconds):
                await self._rang.wait()
        except TimeoutError:
            pass
        self._rang.clear()


class Bells:
    def __init__(self) -> None:
        self._hung: defaultdict[tuple[str, str], set[Bell]] = defaultdict(set)

    @contextmanager
    def hung(self, peer: str, task_id: str) -> Iterator[Bell]:
        """A bell for the task of the peer of that name, while inside."""
        key, bell = (peer, task_id), Bell()
        self._hung[key].add(bell)
        try:
            yield bell
        finally:
            self._hung[key].discard(bell)
            if not self._hung[key]:
                del self._hung[key]

    def ring(self, peer: str, task_id: str) -> None:
        for bell in self._hung.get((peer, task_id), ()):
            bell.ring()
