"""An HTTP client that sends what it is told and hides nothing of the answer."""

import http.client
import itertools
import json
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

SECONDS = 60
_addresses = itertools.count(1)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def result(self) -> Any:
        """The result of a JSON-RPC answer."""
        assert "result" in self.json, self.json
        return self.json["result"]

    @property
    def code(self) -> int:
        """The code of a JSON-RPC error."""
        assert "error" in self.json, self.json
        return self.json["error"]["code"]

    @property
    def reason(self) -> str:
        """The word that names a JSON-RPC error."""
        return self.json["error"]["data"][0]["reason"]


@dataclass(frozen=True)
class Caller:
    """One peer, or no one when ``token`` is ""; each request is a connection of its own, and of
    those that are ``scattered`` each comes from an address of its own.
    """

    url: str
    token: str = ""
    tls: ssl.SSLContext | None = None
    scattered: bool = False

    def post(self, body: Any, path: str = "/a2a", **headers: str) -> Answer:
        """Send a JSON value; a header is named with underscores for its hyphens."""
        return self.send("POST", path, json.dumps(body).encode(), _named(headers))

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, b"", _named(headers))

    def send(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes] = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send bytes, or chunks when ``body`` is not bytes."""
        address = new_address() if self.scattered else {}
        given = {"Content-Type": "application/json", **address, **(headers or {})}
        if self.token:
            given.setdefault("Authorization", f"Bearer {self.token}")
        connection = self.connect()
        try:
            connection.request(
                method, path, body, given, encode_chunked=not isinstance(body, bytes)
            )
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def connect(self) -> http.client.HTTPConnection:
        where = urlsplit(self.url)
        if where.scheme == "https":
            return http.client.HTTPSConnection(where.netloc, timeout=SECONDS, context=self.tls)
        return http.client.HTTPConnection(where.netloc, timeout=SECONDS)


def new_address() -> dict[str, str]:
    """Headers that give a request an address of its own, behind a proxy that is trusted.

    Failures are counted by address, and tests of refusals would use up the one that they share.
    """
    number = next(_addresses)
    return {"X-Forwarded-For": f"10.0.{number // 256}.{number % 256}"}


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
