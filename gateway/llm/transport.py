"""How openai's library reaches the network: bounded, and with no header that is not ours.

The library is a second way out of the gateway, so its transport is made here. Headers that it
takes from the environment, what it tells about this machine, and cookies go no further; a reply is
read up to its limit and never decompressed (SECURITY: D3, D6).
"""

import ssl
from collections.abc import AsyncIterator
from typing import Final

import httpx2

_SENT: Final = frozenset({"host", "content-type", "content-length", "accept", "user-agent"})


def open_client(
    api_key: str,
    tls: ssl.SSLContext,
    connect_seconds: float,
    total_seconds: float,
    max_bytes: int,
) -> httpx2.AsyncClient:
    """A client that follows no redirect, no proxy variable and no cookie, and verifies by ``tls``.

    It sends the key itself, none for "", whatever the library would send.
    """
    transport = httpx2.AsyncHTTPTransport(verify=tls, trust_env=False)
    return httpx2.AsyncClient(
        transport=_Guard(transport, api_key, max_bytes),
        timeout=httpx2.Timeout(total_seconds, connect=connect_seconds),
        follow_redirects=False,
        trust_env=False,
    )


class _Guard(httpx2.AsyncBaseTransport):
    def __init__(self, inner: httpx2.AsyncBaseTransport, api_key: str, max_bytes: int) -> None:
        self._inner = inner
        self._api_key = api_key
        self._max_bytes = max_bytes

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        # A new one: the library reads its own headers back from the one that it made.
        headers = {name: value for name, value in request.headers.items() if name in _SENT}
        headers["accept-encoding"] = "identity"
        if self._api_key:
            headers["authorization"] = f"Bearer {self._api_key}"
        sent = httpx2.Request(
            request.method,
            request.url,
            headers=headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        response = await self._inner.handle_async_request(sent)
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.stream.aclose()
            raise httpx2.RemoteProtocolError("the reply is compressed", request=request)
        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            stream=_Bounded(response.stream, self._max_bytes, request),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Bounded(httpx2.AsyncByteStream):
    def __init__(
        self, inner: httpx2.AsyncByteStream, max_bytes: int, request: httpx2.Request
    ) -> None:
        self._inner = inner
        self._left = max_bytes
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._inner:
            self._left -= len(chunk)
            if self._left < 0:
                raise httpx2.RemoteProtocolError("the reply is too large", request=self._request)
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()
