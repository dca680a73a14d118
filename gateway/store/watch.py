"""Who is told that audit rows, or notices, were committed, while it happens.

Ids alone are told, each once until it is taken: the table is the truth, and a row that changes
twice before a slow reader comes back is read once.
"""

import asyncio
from typing import Final, NamedTuple

MOST: Final = 10_000


class News(NamedTuple):
    """``ids`` are oldest first; ``lost`` counts those that were dropped because no one came."""

    ids: list[str]
    lost: int


class Watch:
    """What one reader has not taken yet, at most ``MOST`` ids."""

    def __init__(self) -> None:
        self._ids: dict[str, None] = {}
        self._lost = 0
        self._came = asyncio.Event()

    async def take(self) -> News:
        """All that came since the last time; wait while that is nothing."""
        await self._came.wait()
        self._came.clear()
        news = News(list(self._ids), self._lost)
        self._ids, self._lost = {}, 0
        return news

    def tell(self, row_id: str) -> None:
        self._ids[row_id] = None
        if len(self._ids) > MOST:
            del self._ids[next(iter(self._ids))]
            self._lost += 1
        self._came.set()
