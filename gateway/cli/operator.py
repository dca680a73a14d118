"""The operator API as commands ask it; apart from the connection, which not each of them needs."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping
from typing import Any

from gateway.core.json import Json
from gateway.http.operator_api import MOST_ROWS


class Operator(ABC):
    """Each method raises Refused with what the gateway says against it.

    A path is given as its segments; a query parameter that is None or "" is left out.
    """

    async def get(self, *path: str, **query: Any) -> Json:
        return await self._ask("GET", path, query)

    async def post(self, *path: str, body: Json = None) -> Json:
        return await self._ask("POST", path, {}, body)

    async def put(self, *path: str, body: Json = None) -> Json:
        return await self._ask("PUT", path, {}, body)

    async def delete(self, *path: str) -> Json:
        return await self._ask("DELETE", path, {})

    async def list_rows(self, name: str, count: int, **query: Any) -> list[Json]:
        """The first ``count`` rows of a list, from as many pages as that takes."""
        rows: list[Json] = []
        while len(rows) < count:
            page = await self.get(name, limit=min(MOST_ROWS, count - len(rows)), **query)
            rows += page[name]
            if page["next"] is None:
                break
            query |= page["next"]
        return rows

    @abstractmethod
    def follow(
        self, *path: str, body: Json = None, **query: Any
    ) -> AsyncIterator[tuple[str, Json]]:
        """The events of a stream by their names, until the gateway ends it; a body is posted."""

    @abstractmethod
    async def _ask(
        self, method: str, path: tuple[str, ...], query: Mapping[str, Any], body: Json = None
    ) -> Json: ...
