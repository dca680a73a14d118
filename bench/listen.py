"""Clients of streams that cost far less per event than the servers that they listen to.

They count events by their frames and look into none but the first.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

from bench.call import Target

_PATIENCE: Final = 120.0
_EVENT: Final = b"data: "
_END: Final = b"\r\n0\r\n\r\n"


def ask(skill: str, arguments: Any) -> bytes:
    """The body of a stream call for a skill."""
    part = {"data": {"skill": skill, "arguments": arguments}}
    message = {"messageId": str(uuid4()), "role": "ROLE_USER", "parts": [part]}
    return write_call("SendStreamingMessage", {"message": message})


def write_call(method: str, params: Any) -> bytes:
    call = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    return json.dumps(call, separators=(",", ":")).encode()


class Listener:
    """One connection, on which one stream follows the other."""

    def __init__(
        self, target: Target, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._target = target
        self._reader = reader
        self._writer = writer

    @classmethod
    @asynccontextmanager
    async def connect(cls, target: Target) -> AsyncIterator["Listener"]:
        where = urlsplit(target.url)
        reader, writer = await asyncio.open_connection(where.hostname, where.port, limit=1 << 22)
        try:
            async with asyncio.timeout(_PATIENCE):
                yield cls(target, reader, writer)
        finally:
            writer.close()

    async def begin(self, body: bytes) -> float:
        """Make the call; return after how many seconds its first event began to come.

        Raise RuntimeError when the answer is no stream.
        """
        began = time.perf_counter()
        self._writer.write(self._head(body) + body)
        head = await self._reader.readuntil(b"\r\n\r\n")
        if b"text/event-stream" not in head:
            raise RuntimeError(f"{self._target.url} does not stream: {head.decode()}")
        await self._reader.readuntil(_EVENT)
        return time.perf_counter() - began

    async def first(self) -> Any:
        """What the first event says."""
        return json.loads(await self._reader.readline())

    async def count(self) -> int:
        """How many events there are, once the last has come."""
        events, tail = 1, b""
        while not tail.endswith(_END):
            chunk = await self._reader.read(1 << 20)
            if not chunk:
                raise RuntimeError(f"{self._target.url} cut the stream after {events} events")
            # What was cut in two counts once: the end of what came before is one byte too short.
            events += (tail[-len(_EVENT) + 1 :] + chunk).count(_EVENT)
            tail = (tail + chunk)[-16:]
        return events

    def _head(self, body: bytes) -> bytes:
        where = urlsplit(self._target.url)
        lines = [
            f"POST {where.path} HTTP/1.1",
            f"Host: {where.netloc}",
            *(f"{name}: {value}" for name, value in self._target.headers.items()),
            "Accept: text/event-stream",
            f"Content-Length: {len(body)}",
        ]
        return "\r\n".join(lines).encode() + b"\r\n\r\n"
