"""The one HTTP client, bounded on every side: where to, how long, how much.

It follows no redirect, keeps no cookie, reads no proxy variable and takes no compressed answer, so
that what was checked and limited is what is done.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from ipaddress import ip_address
from types import TracebackType
from typing import Any, ClassVar, Final, Self, TypeAlias
from weakref import WeakSet

import aiohttp
from aiohttp.abc import AbstractResolver
from msgspec import Struct, field
from yarl import URL

from gateway.core.errors import InvalidAgentResponse, PeerTimeout
from gateway.core.guarded import Guarded
from gateway.net.egress import Reach, check_url
from gateway.net.failure import Forbidden, within
from gateway.net.incoming import Incoming
from gateway.net.names import Names
from gateway.net.pool import Pool
from gateway.net.tls import Identity, make_tls

AddressInfo: TypeAlias = tuple[Any, Any, int, str, tuple[Any, ...]]
OpenSocket: TypeAlias = Callable[[AddressInfo], socket.socket]

_HEADERS: Final = {"User-Agent": "peergate", "Accept-Encoding": "identity"}
# Shorter than the 5 s after which common servers hang up: a call must not meet that moment.
_KEEPALIVE_SECONDS: Final = 4
# Above what runs at once for all peers, so that one that is slow leaves room for the others.
CONNECTIONS: Final = 320
CONNECTIONS_PER_HOST: Final = 64
BYTES_PER_SECOND: Final = 500


class HttpRequest(Guarded, frozen=True):
    hidden: ClassVar = ("body", "headers")

    method: str
    url: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class HttpAnswer(Struct, frozen=True):
    """``headers`` are looked up in any spelling."""

    status: int
    body: bytes
    headers: Mapping[str, str]


def _tls_for(identity: Identity) -> ssl.SSLContext:
    return make_tls(None, identity)


def open_socket(info: AddressInfo) -> socket.socket:
    family, kind, protocol, _, _ = info
    return socket.socket(family, kind, protocol)


class HttpClient:
    """An async context manager. ``tls`` verifies peers, and ``tls_for`` those to whom we show a
    certificate; ``bytes_per_second`` is how fast an answer must come at least. ``resolver`` None is
    the system's.

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
        bytes_per_second: int = BYTES_PER_SECOND,
        tls_for: Callable[[Identity], ssl.SSLContext] = _tls_for,
        resolver: AbstractResolver | None = None,
        open_socket: OpenSocket = open_socket,
    ) -> None:
        self._tls = tls
        self._timeout = aiohttp.ClientTimeout(total=None, sock_connect=connect_seconds)
        self._resolver = resolver or Names(connect_seconds)
        self._open_socket = open_socket
        self._bytes_per_second = bytes_per_second
        self._tls_for = tls_for
        self._pools: dict[Reach, Pool] = {}
        self._retired: WeakSet[Pool] = WeakSet()

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
        pools, self._pools = self._pools, {}
        for pool in (*pools.values(), *self._retired):
            await pool.close()
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
        pool = await self._pool(reach)
        async with pool.use() as session:
            async with within(deadline):
                response = await session.request(
                    request.method,
                    URL(request.url, encoded=True),
                    data=request.body or None,
                    headers=request.headers,
                    allow_redirects=False,
                )
            try:
                if 300 <= response.status < 400 and response.status != HTTPStatus.NOT_MODIFIED:
                    raise InvalidAgentResponse("a redirect, which is not followed")
                yield Incoming(response, deadline, self._bytes_per_second)
            finally:
                # A connection whose answer was read to its end is back in the pool by now.
                response.close()

    async def _pool(self, reach: Reach) -> Pool:
        """The connections of now; raise ConfigError for files that cannot be used."""
        version = None if reach.identity is None else reach.identity.version()
        while (pool := self._pools.get(reach)) is None or pool.version != version:
            self._pools[reach] = Pool(self._make_session(reach), version)
            if pool is not None:
                self._retired.add(pool)
                await pool.retire()
        return pool

    def _make_session(self, reach: Reach) -> aiohttp.ClientSession:
        tls = self._tls if reach.identity is None else self._tls_for(reach.identity)
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                ssl=tls,
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

    def _guard(self, reach: Reach) -> OpenSocket:
        def open_allowed(info: AddressInfo) -> socket.socket:
            if not reach.allows(ip_address(info[4][0])):
                raise Forbidden
            return self._open_socket(info)

        return open_allowed
