"""The one HTTP client, bounded on every side: where to, how long, how much.

It follows no redirect, keeps no cookie, reads no proxy variable and takes no compressed answer, so
that what was checked and limited is what is done. Failures leave as GatewayErrors whose words name
neither addresses nor ports, for a peer may come to read them (SECURITY: D6).
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_address
from types import TracebackType
from typing import Any, Final, Self, TypeAlias

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from gateway.core.errors import (
    EgressDenied,
    GatewayError,
    InvalidAgentResponse,
    PeerBusy,
    PeerTimeout,
    PeerUnreachable,
    PeerUntrusted,
)
from gateway.net.egress import TO_ALLOW, Reach, check_url

AddressInfo: TypeAlias = tuple[Any, Any, int, str, tuple[Any, ...]]
OpenSocket: TypeAlias = Callable[[AddressInfo], socket.socket]
_Take: TypeAlias = Callable[[aiohttp.ClientResponse], Awaitable["HttpAnswer"]]

_HEADERS: Final = {"User-Agent": "peergate", "Accept-Encoding": "identity"}
# Shorter than the 5 s after which common servers hang up: a call must not meet that moment.
_KEEPALIVE_SECONDS: Final = 4
_CONNECTIONS: Final = 256
_CONNECTIONS_PER_HOST: Final = 16


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


class _Forbidden(OSError):
    """An address that may not be connected to; an OSError, so that the next one is tried."""


def open_socket(info: AddressInfo) -> socket.socket:
    family, kind, protocol, _, _ = info
    return socket.socket(family, kind, protocol)


class HttpClient:
    """An async context manager. ``tls`` verifies peers; ``resolver`` None is the system's.

    Connections are pooled per reach, so that one that a row's networks opened never serves a call
    that may not go there: the check at the socket is made once for a connection, and a pool shared
    by all would carry its outcome over to others. Most rows list no networks and share one pool.
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
        self._timeout = aiohttp.ClientTimeout(total=None, connect=connect_seconds)
        self._resolver = resolver
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

    async def send(
        self, request: HttpRequest, reach: Reach, *, seconds: float, max_bytes: int
    ) -> HttpAnswer:
        """The answer, whatever its status below 300 or from 400 on.

        Raise EgressDenied, PeerUntrusted or PeerUnreachable where nothing was sent, PeerTimeout
        or PeerBusy where no answer came, InvalidAgentResponse for one that cannot be taken.
        """
        return await self._ask(request, reach, seconds, partial(_take, max_bytes=max_bytes))

    async def tell(self, request: HttpRequest, reach: Reach, *, seconds: float) -> HttpAnswer:
        """The same for what only asks to be received: what the answer says is not read."""
        return await self._ask(request, reach, seconds, _take_head)

    async def _ask(
        self, request: HttpRequest, reach: Reach, seconds: float, take: _Take
    ) -> HttpAnswer:
        check_url(request.url, reach)
        try:
            async with asyncio.timeout(seconds):
                return await self._exchange(request, reach, take)
        except aiohttp.ConnectionTimeoutError:
            raise PeerUnreachable("no connection in time") from None
        except TimeoutError:
            raise PeerTimeout from None
        except (aiohttp.ClientError, ValueError) as error:
            raise _read_failure(error) from None

    async def _exchange(self, request: HttpRequest, reach: Reach, take: _Take) -> HttpAnswer:
        async with self._session(reach).request(
            request.method,
            URL(request.url, encoded=True),
            data=request.body or None,
            headers=request.headers,
            allow_redirects=False,
        ) as response:
            if 300 <= response.status < 400:
                raise InvalidAgentResponse("a redirect, which is not followed")
            return await take(response)

    def _session(self, reach: Reach) -> aiohttp.ClientSession:
        session = self._sessions.get(reach)
        if session is None:
            session = self._sessions[reach] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    ssl=self._tls,
                    resolver=self._resolver,
                    socket_factory=self._guard(reach),
                    keepalive_timeout=_KEEPALIVE_SECONDS,
                    limit=_CONNECTIONS,
                    limit_per_host=_CONNECTIONS_PER_HOST,
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
                raise _Forbidden
            return self._open_socket(info)

        return open_allowed


async def _take(response: aiohttp.ClientResponse, max_bytes: int) -> HttpAnswer:
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise InvalidAgentResponse("a compressed answer, which was not asked for")
    body = await _read(response, max_bytes)
    return HttpAnswer(response.status, body, response.headers)


async def _take_head(response: aiohttp.ClientResponse) -> HttpAnswer:
    return HttpAnswer(response.status, b"", response.headers)


async def _read(response: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    too_large = InvalidAgentResponse(f"more than {max_bytes} bytes")
    if (response.content_length or 0) > max_bytes:
        raise too_large
    chunks, size = [], 0
    async for chunk in response.content.iter_any():
        size += len(chunk)
        if size > max_bytes:
            raise too_large
        chunks.append(chunk)
    return b"".join(chunks)


def _read_failure(error: Exception) -> GatewayError:
    match error:
        case aiohttp.ClientConnectorError(os_error=_Forbidden()):
            return EgressDenied(f"it is not public; {TO_ALLOW}")
        case aiohttp.ClientConnectorCertificateError():
            return PeerUntrusted()
        case aiohttp.ClientConnectorError():
            return PeerUnreachable()
        case aiohttp.ClientConnectionError():
            return PeerBusy("it hung up before it answered")
        case aiohttp.ClientPayloadError():
            return InvalidAgentResponse("it broke off")
        case _:
            return InvalidAgentResponse("not HTTP")
