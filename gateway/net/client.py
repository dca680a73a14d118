"""The one HTTP client, bounded on every side: where to, how long, how much.

It follows no redirect, keeps no cookie, reads no proxy variable and takes no compressed answer, so
that what was checked and limited is what is done.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from ipaddress import ip_address
from types import TracebackType
from typing import Any, Final, Self, TypeAlias

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from gateway.core.errors import InvalidAgentResponse, PeerTimeout
from gateway.net.egress import Reach, check_url
from gateway.net.failure import Forbidden, within
from gateway.net.incoming import Incoming
from gateway.net.names import Names

AddressInfo: TypeAlias = tuple[Any, Any, int, str, tuple[Any, ...]]
OpenSocket: TypeAlias = Callable[[AddressInfo], socket.socket]

_HEADERS: Final = {"User-Agent": "peergate", "Accept-Encoding": "identity"}
# Shorter than the 5 s after which common servers hang up: a call must not meet that moment.
_KEEPALIVE_SECONDS: Final = 4
# Above what runs at once for all peers, so that one that is slow leaves room for the others.
CONNECTIONS: Final = 256
CONNECTIONS_PER_HOST: Final = 64


@dataclass(frozen=True, slots=True)
class HttpRequest:
    method: str
    url: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """``headers`` are looked up in any spelling."""

    status: int
    body: bytes
    headers: Mapping[str, str]


def open_socket(info: AddressInfo) -> socket.socket:
    family, kind, protocol, _, _ = info
    return socket.socket(family, kind, protocol)


class HttpClient:
    """An async context manager. ``tls`` verifies peers; ``resolver`` None is the system's.

    Connections are pooled per reach, so that one that a row's networks opened never serves a call
    that may not go there: the check at the socket is made once for a connection, and a pool shared
    by all would carry its outcome over to others. Most rows list no networks and share one pool.

    A call waits for a free connection until its own deadline, and ``connect_seconds`` is the peer's
    time alone: none is unreachable because we are busy with it.
    """

    def __init__(
        self,
        tls: ssl.SSLContext,
        *,
        connect_seconds: float,
        resolver: AbstractResolver | None = None,
        open_socket: OpenSocket = open_socket,
    ) -> None:
        self._tls = tls
        self._timeout = aiohttp.ClientTimeout(total=None, sock_connect=connect_seconds)
        self._resolver = resolver or Names(connect_seconds)
        self._open_socket = open_socket
        self._sessions: dict[Reach, aiohttp.ClientSession] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection; calls that are under way fail."""
        sessions, self._sessions = self._sessions, {}
        for session in sessions.values():
            await session.close()
        await self._resolver.close()

    async def send(
        self, request: HttpRequest, reach: Reach, *, seconds: float, max_bytes: int
    ) -> HttpAnswer:
        """The answer, whatever its status but a redirect's; raise as ``open`` does."""
        deadline = asyncio.get_running_loop().time() + seconds
        async with self.open(request, reach, deadline=deadline) as incoming:
            body = await incoming.read(max_bytes)
            return HttpAnswer(incoming.status, body, incoming.headers)

    async def tell(self, request: HttpRequest, reach: Reach, *, seconds: float) -> HttpAnswer:
        """The same for what only asks to be received: what the answer says is not read."""
        deadline = asyncio.get_running_loop().time() + seconds
        async with self.open(request, reach, deadline=deadline) as incoming:
            return HttpAnswer(incoming.status, b"", incoming.headers)

    @asynccontextmanager
    async def open(
        self, request: HttpRequest, reach: Reach, *, deadline: float
    ) -> AsyncIterator[Incoming]:
        """The answer when its head is here; what is not read of it by the end is dropped.

        ``deadline`` is the loop's time. Raise EgressDenied for a URL that is never called,
        InvalidAgentResponse for a redirect, and what ``within`` names.
        """
        check_url(request.url, reach)
        if asyncio.get_running_loop().time() >= deadline:
            raise PeerTimeout
        async with within(deadline):
            response = await self._session(reach).request(
                request.method,
                URL(request.url, encoded=True),
                data=request.body or None,
                headers=request.headers,
                allow_redirects=False,
            )
        try:
            if 300 <= response.status < 400 and response.status != HTTPStatus.NOT_MODIFIED:
                raise InvalidAgentResponse("a redirect, which is not followed")
            yield Incoming(response, deadline)
        finally:
            # A connection whose answer was read to its end is back in the pool by now.
            response.close()

    def _session(self, reach: Reach) -> aiohttp.ClientSession:
        session = self._sessions.get(reach)
        if session is None:
            session = self._sessions[reach] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    ssl=self._tls,
                    resolver=self._resolver,
                    socket_factory=self._guard(reach),
                    keepalive_timeout=_KEEPALIVE_SECONDS,
                    limit=CONNECTIONS,
                    limit_per_host=CONNECTIONS_PER_HOST,
                ),
                connector_owner=True,
                headers=_HEADERS,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=self._timeout,
                trust_env=False,
                auto_decompress=False,
            )
        return session

    def _guard(self, reach: Reach) -> OpenSocket:
        def open_allowed(info: AddressInfo) -> socket.socket:
            if not reach.allows(ip_address(info[4][0])):
                raise Forbidden
            return self._open_socket(info)

        return open_allowed
