"""Since when a head is awaited, at real sockets; the clock is what the test says it is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from gateway.http.connection import Connection, Runner
from tests.until import until

REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
LIMIT = 10


@pytest.fixture
async def client() -> AsyncIterator["Client"]:
    app = web.Application()
    app.router.add_get("/", answer)
    runner = Runner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        async with connect(runner) as client:
            yield client
    finally:
        await runner.cleanup()


async def test_a_new_connection_owes_a_head_at_once(client: "Client") -> None:
    began = client.connection.head_since

    assert began is not None
    assert not client.connection.is_slow(began + LIMIT - 1, LIMIT)
    assert client.connection.is_slow(began + LIMIT, LIMIT)


async def test_a_used_connection_may_be_idle(client: "Client") -> None:
    await client.ask(REQUEST)

    assert not client.connection.is_slow(now() + 7 * LIMIT, LIMIT)
    await client.ask(REQUEST)


async def test_the_time_of_a_head_runs_from_its_first_byte(client: "Client") -> None:
    await client.ask(REQUEST)
    assert not client.connection.is_slow(now() + LIMIT, LIMIT)
    client.writer.write(REQUEST[:9])
    await until(lambda: client.connection.head_since)
    began = client.connection.head_since

    assert began is not None
    assert not client.connection.is_slow(began + LIMIT - 1, LIMIT)
    assert client.connection.is_slow(began + LIMIT, LIMIT)
    await client.ask(REQUEST[9:])
    assert client.connection.head_since is None


class Client:
    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: Connection
    ) -> None:
        self.reader, self.writer, self.connection = reader, writer, connection

    async def ask(self, request: bytes) -> None:
        self.writer.write(request)
        assert (await self.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
        assert await self.reader.readexactly(1) == b"."
        await until(self.connection._is_idle)


@asynccontextmanager
async def connect(runner: Runner) -> AsyncIterator[Client]:
    reader, writer = await asyncio.open_connection(*runner.addresses[0])
    assert runner.server is not None
    server = runner.server
    await until(lambda: server.connections)
    connection = server.connections[0]
    assert isinstance(connection, Connection)
    try:
        yield Client(reader, writer, connection)
    finally:
        writer.close()
        await writer.wait_closed()


async def answer(_request: web.Request) -> web.Response:
    return web.Response(body=b".")


def now() -> float:
    return asyncio.get_running_loop().time()
