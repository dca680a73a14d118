"""How many connections there may be, whom a new one replaces, and who does not read."""

import asyncio
import resource
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from aiohttp import web

from gateway.config import LimitSettings
from gateway.http.connection import Connection, Connections, Runner
from gateway.http.deadlines import keep_deadlines
from gateway.http.places import OUR_OWN, make_places
from tests.until import until

MOST = 3
REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
# More than the kernel keeps for a client that does not read.
LARGE = b"x" * 32 * 1024 * 1024


class Client:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def ask(self) -> bytes:
        """The first line of the answer, "" where the connection is closed."""
        try:
            self.writer.write(REQUEST)
            line = await self.reader.readline()
            if line.startswith(b"HTTP/1.1 200 "):
                await self.reader.readuntil(b"\r\n\r\n.")
        except (ConnectionError, asyncio.IncompleteReadError):
            return b""
        return line


class House:
    """A server with few places; ``gate`` lets the answers out."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.gate.set()
        self.waiting = 0
        self.answer = b"."
        self.sent = web.Response()
        app = web.Application()
        app.router.add_get("/", self._answer)
        self.runner = Runner(app, most=MOST, access_log=None)

    @property
    def server(self) -> Connections:
        assert isinstance(self.runner.server, Connections)
        return self.runner.server

    async def _answer(self, _request: web.Request) -> web.Response:
        self.waiting += 1
        await self.gate.wait()
        self.sent = web.Response(body=self.answer)
        return self.sent

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Client]:
        reader, writer = await asyncio.open_connection(*self.runner.addresses[0])
        try:
            yield Client(reader, writer)
        finally:
            writer.close()


@pytest.fixture
async def house() -> AsyncIterator[House]:
    house = House()
    await house.runner.setup()
    await web.TCPSite(house.runner, "127.0.0.1", 0).start()
    yield house
    house.gate.set()
    await house.runner.cleanup()


async def test_a_new_connection_takes_the_place_of_the_oldest_that_is_idle(house: House) -> None:
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(house.connect()) for _ in range(MOST + 1)]
        for client in clients[1:]:
            assert await client.ask() == b"HTTP/1.1 200 OK\r\n"

        assert await clients[0].ask() == b""
        assert house.server.left == 1


async def test_an_idle_connection_holds_nothing_of_what_was_said(house: House) -> None:
    async with house.connect() as client:
        await client.ask()

        await until(lambda: house.sent.body is None)


async def test_who_waits_for_an_answer_keeps_the_place(house: House) -> None:
    house.gate.clear()
    async with AsyncExitStack() as stack:
        busy = [await stack.enter_async_context(house.connect()) for _ in range(MOST)]
        asked = [asyncio.create_task(client.ask()) for client in busy]
        await until(lambda: house.waiting == MOST)

        refused = await stack.enter_async_context(house.connect())

        assert await refused.reader.readline() == b"HTTP/1.1 503 Service Unavailable\r\n"
        house.gate.set()
        assert await asyncio.gather(*asked) == [b"HTTP/1.1 200 OK\r\n"] * MOST


async def test_who_does_not_read_gives_the_place_up(house: House) -> None:
    house.answer = LARGE
    async with AsyncExitStack() as stack:
        silent = [await stack.enter_async_context(house.connect()) for _ in range(MOST)]
        for client in silent:
            client.writer.write(REQUEST)
        await until(lambda: house.waiting == MOST)
        await until(lambda: all(_looks_unread(house)))
        house.answer = b"."

        late = await stack.enter_async_context(house.connect())

        assert await late.ask() == b"HTTP/1.1 200 OK\r\n"


async def test_who_does_not_read_is_left_in_time(house: House) -> None:
    house.answer = LARGE
    sweep = asyncio.create_task(keep_deadlines(house.server, LimitSettings(unread_seconds=1)))
    async with house.connect() as client:
        client.writer.write(REQUEST)
        await until(lambda: house.waiting)

        await until(lambda: not house.server.connections)
    sweep.cancel()


async def test_who_leaves_most_unread_is_left_where_it_is_too_much_in_all(house: House) -> None:
    house.answer = LARGE
    limits = LimitSettings(unread_seconds=60, unread_bytes=len(LARGE))
    async with house.connect() as first, house.connect() as second:
        for client in (first, second):
            client.writer.write(REQUEST)
        await until(lambda: house.waiting == 2)
        sweep = asyncio.create_task(keep_deadlines(house.server, limits))

        await until(lambda: len(house.server.connections) == 1)
        await until(lambda: all(_looks_unread(house)))
    sweep.cancel()


async def test_a_long_answer_waits_in_one_piece_at_a_time(house: House) -> None:
    house.answer = b"." + LARGE
    async with house.connect() as client:
        client.writer.write(REQUEST)
        await until(lambda: house.waiting)
        [connection] = house.server.connections
        assert isinstance(connection, Connection)
        assert connection.transport is not None

        def is_seen() -> bool:
            connection.is_unread(_now(), 60)
            return connection.unread > len(LARGE) // 4

        await until(is_seen)
        assert connection.transport.get_write_buffer_size() < len(LARGE) // 10
        await client.reader.readuntil(b"\r\n\r\n.")
        assert await client.reader.readexactly(len(LARGE)) == LARGE
        await until(lambda: connection._rest == 0)


async def test_who_reads_slowly_is_not_left(house: House) -> None:
    house.answer = LARGE
    async with house.connect() as client:
        client.writer.write(REQUEST)
        await until(lambda: house.server.connections)
        [connection] = house.server.connections
        assert isinstance(connection, Connection)
        await until(lambda: connection.is_unread(_now(), 0.1))

        await client.reader.readexactly(len(LARGE) // 2)

        assert not connection.is_unread(_now(), 0.1)


def test_there_are_as_many_places_as_are_wanted_where_files_are_enough() -> None:
    assert make_places(10) == 10


def test_where_files_are_few_some_are_left_for_ourselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (256, 1024))
    allowed: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "setrlimit", lambda _, both: allowed.append(both))

    assert make_places(5000) == 1024 - OUR_OWN
    assert allowed == [(1024, 1024)]


def _looks_unread(house: House) -> list[bool]:
    found = [one for one in house.server.connections if isinstance(one, Connection)]
    for connection in found:
        connection.is_unread(_now(), 60)
    return [connection.may_be_left() for connection in found] or [False]


def _now() -> float:
    return asyncio.get_running_loop().time()
