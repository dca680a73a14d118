"""A client of the operator API over a socket file."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

import aiohttp
from yarl import URL

from gateway.cli.errors import Refused
from gateway.cli.operator import Operator
from gateway.core.json import Json, decode_own, encode
from gateway.http.operator_api import PREFIX
from gateway.http.socket_file import address_of

# A peer's audit may take two minutes.
_TIMEOUT: Final = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=180)
_JSON: Final = {"Content-Type": "application/json"}
_DOTS: Final = {".": "%2E", "..": "%2E%2E"}


@asynccontextmanager
async def open_operator(path: Path, token: str = "") -> AsyncIterator[Operator]:
    """Speak with the gateway that answers at this socket file; as a person, by their token."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with address_of(path) as address:
        connector = aiohttp.UnixConnector(address)
        async with aiohttp.ClientSession(
            connector=connector, timeout=_TIMEOUT, headers=headers
        ) as session:
            yield _OverSocket(session)


class _OverSocket(Operator):
    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def follow(
        self, *path: str, body: Json = None, **query: Any
    ) -> AsyncIterator[tuple[str, Json]]:
        method, data = ("GET", None) if body is None else ("POST", encode(body))
        try:
            async with self._session.request(
                method, _url(path, query), data=data, headers=_JSON
            ) as response:
                await _check(response)
                name = ""
                async for line in response.content:
                    field, _, value = line.decode().rstrip("\n").partition(": ")
                    if field == "event":
                        name = value
                    elif field == "data":
                        yield name, decode_own(value.encode())
        except (aiohttp.ClientError, TimeoutError):
            raise _gone() from None

    async def _ask(
        self, method: str, path: tuple[str, ...], query: Mapping[str, Any], body: Json = None
    ) -> Json:
        data = None if body is None else encode(body)
        try:
            async with self._session.request(
                method, _url(path, query), data=data, headers=_JSON
            ) as response:
                await _check(response)
                return await response.json()
        except (aiohttp.ClientError, TimeoutError):
            raise _gone() from None


async def _check(response: aiohttp.ClientResponse) -> None:
    if response.status >= 400:
        raise Refused((await response.json())["error"])


def _url(path: tuple[str, ...], query: Mapping[str, Any]) -> URL:
    segments = "/".join(_DOTS.get(segment) or quote(segment, safe="") for segment in path)
    given = {name: value for name, value in query.items() if value not in (None, "")}
    return URL(f"http://gateway{PREFIX}/{segments}?{urlencode(given)}", encoded=True)


def _gone() -> Refused:
    return Refused("the gateway did not answer; its log says why")
