"""Real servers that answer badly, each on a free port of the loopback."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from gateway.net import Reach
from gateway.net.client import AddressInfo, open_socket

LOOPBACK = Reach.of(["127.0.0.0/8"], plain_http=True)

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Tripwire:
    """Opens sockets and remembers to where; ``addresses`` is what was let through."""

    addresses: list[str] = field(default_factory=list)

    def __call__(self, info: AddressInfo) -> socket.socket:
        self.addresses.append(info[4][0])
        return open_socket(info)


@asynccontextmanager
async def serve(answer: Answer, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """Yield the base URL of a server that reads one head and then answers as it likes."""
    talks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        this = asyncio.current_task()
        assert this is not None
        talks.add(this)
        try:
            await reader.readuntil(b"\r\n\r\n")
            await answer(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    finally:
        server.close()
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await server.wait_closed()


def says(data: bytes) -> Answer:
    """Answer these bytes and hang up."""

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()

    return answer


def ok(body: bytes = b"{}", *headers: bytes) -> bytes:
    length = b"Content-Length: %d" % len(body)
    return b"\r\n".join([b"HTTP/1.1 200 OK", length, *headers, b"", body])


async def never(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    """Hold the line until the client hangs up."""
    await reader.read()


def forever(head: bytes, chunk: bytes) -> Answer:
    """Answer the head and then the chunk without end; without a chunk, nothing more."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while chunk:
            writer.write(chunk)
            await writer.drain()
            await asyncio.sleep(0)
        await never(reader, writer)

    return answer
