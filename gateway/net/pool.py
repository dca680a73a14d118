"""The connections to where one reach leads, until what they were made with is out of date.

Apart from the client because of one rule: a connection that was made with an old certificate
serves the call that it is in, and no other.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from gateway.net.tls import Version


class Pool:
    """``version`` is that of the certificate, None for none."""

    def __init__(self, session: aiohttp.ClientSession, version: Version | None) -> None:
        self.version = version
        self._session = session
        self._users = 0
        self._is_retired = False

    @asynccontextmanager
    async def use(self) -> AsyncIterator[aiohttp.ClientSession]:
        """The session, which stays open while inside."""
        self._users += 1
        try:
            yield self._session
        finally:
            self._users -= 1
            if self._is_retired and not self._users:
                await self.close()

    async def retire(self) -> None:
        """Close it when nobody uses it any more."""
        self._is_retired = True
        if not self._users:
            await self.close()

    async def close(self) -> None:
        """Close every connection; calls that are under way fail."""
        await self._session.close()
