"""A response that goes on: signs of life, a clean end, and clients that leave or do not read."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient

from gateway.core.errors import GatewayError, TaskNotFound
from gateway.http.endpoint import HEADERS
from gateway.http.middleware.errors import Caught
from gateway.http.stream import OPEN_STREAMS, EventStream, OpenStreams, write_frame
from gateway.observe.log import get_log
from tests.http.server import Server
from tests.until import until

SECONDS = 60


@dataclass
class Site:
    """One path, answered by what the test says; ``ended`` are the handlers that returned."""

    app: web.Application
    client: TestClient[Any, Any] = field(init=False)
    handle: Callable[[EventStream], Awaitable[None]] | None = None
    ended: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        request[HEADERS] = {"X-Request-Id": "r-1"}
        assert self.handle is not None
        out = EventStream(request, {"X-More": "yes"})
        async with out:
            await self.handle(out)
        self.ended.append("ended")
        return out.response


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    app = web.Application()
    app[OPEN_STREAMS] = OpenStreams()
    site = Site(app)
    app.router.add_get("/", site.answer)
    async with TestClient(Server(app)) as client:
        site.client = client
        yield site


async def read_frame(response: ClientResponse) -> bytes:
    async with asyncio.timeout(SECONDS):
        return await response.content.readuntil(b"\n\n")


async def forever() -> None:
    await asyncio.get_running_loop().create_future()


def tell(queue: asyncio.Queue[bytes]) -> Callable[[EventStream], Awaitable[None]]:
    """A handler that writes what is put into the queue."""

    async def handle(out: EventStream) -> None:
        while frame := await out.wait_for(queue.get):
            await out.write(frame)

    return handle


async def test_events_are_written_as_they_come(site: Site) -> None:
    queue: asyncio.Queue[bytes] = asyncio.Queue()
    site.handle = tell(queue)
    queue.put_nowait(write_frame({"a": "é\n"}, event_id=7))
    async with site.client.get("/") as response:
        assert await read_frame(response) == 'id: 7\ndata: {"a":"é\\n"}\n\n'.encode()
        queue.put_nowait(write_frame(1, event="error"))
        assert await read_frame(response) == b"event: error\ndata: 1\n\n"
        headers = response.headers
        assert headers["Content-Type"] == "text/event-stream"
        assert (headers["Cache-Control"], headers["X-Accel-Buffering"]) == ("no-store", "no")
        assert (headers["X-Request-Id"], headers["X-More"]) == ("r-1", "yes")
        queue.put_nowait(b"")
        assert await response.content.read() == b""
    assert site.ended == ["ended"]


async def test_a_silent_stream_shows_that_it_lives_and_loses_nothing(site: Site) -> None:
    site.app[OPEN_STREAMS].alive.seconds = 0.01
    queue: asyncio.Queue[bytes] = asyncio.Queue()
    site.handle = tell(queue)
    async with site.client.get("/") as response:
        for number in range(20):
            assert await read_frame(response) == b":\n\n"
            queue.put_nowait(b"data: %d\n\n" % number)
            while (frame := await read_frame(response)) == b":\n\n":
                pass
            assert frame == b"data: %d\n\n" % number


async def test_streams_end_when_the_application_stops(site: Site) -> None:
    site.handle = tell(asyncio.Queue())
    async with site.client.get("/") as response, site.client.get("/") as other:
        site.app[OPEN_STREAMS].end()
        assert await response.content.read() == await other.content.read() == b""
        async with site.client.get("/") as late:
            assert await late.content.read() == b""
    assert not site.app[OPEN_STREAMS]._open


async def test_a_client_that_leaves_ends_the_wait_at_once(site: Site) -> None:
    site.handle = tell(asyncio.Queue())
    async with site.client.get("/"):
        assert site.app[OPEN_STREAMS]._open
    await until(lambda: site.ended)
    assert not site.app[OPEN_STREAMS]._open


async def test_a_write_that_no_one_reads_can_be_cut(site: Site) -> None:
    written: list[EventStream] = []

    async def flood(out: EventStream) -> None:
        written.append(out)
        while True:
            await out.write(b"x" * 100_000)

    site.handle = flood
    url = site.client.make_url("/")
    with socket.create_connection((url.host, url.port)) as deaf:
        deaf.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        await until(lambda: written)
        protocol = written[0]._connection
        await until(lambda: protocol is not None and protocol._drain_waiter is not None)
        assert site.ended == []
        written[0].cut()
        await until(lambda: site.ended)


@pytest.mark.parametrize("asked", ["keep-alive", "close"])
async def test_without_chunks_the_close_is_the_end(site: Site, asked: str) -> None:
    queue: asyncio.Queue[bytes] = asyncio.Queue()
    site.handle = tell(queue)
    url = site.client.make_url("/")
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(f"GET / HTTP/1.0\r\nConnection: {asked}\r\n\r\n".encode())
    queue.put_nowait(b"data: 1\n\n")
    queue.put_nowait(b"")
    async with asyncio.timeout(SECONDS):
        answer = await reader.read()
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"keep-alive" not in head
    assert body == b"data: 1\n\n"


async def test_what_waits_for_something_to_say_is_not_cut(site: Site) -> None:
    queue: asyncio.Queue[bytes] = asyncio.Queue()
    outs: list[EventStream] = []

    async def handle(out: EventStream) -> None:
        outs.append(out)
        await tell(queue)(out)

    site.handle = handle
    async with site.client.get("/") as response:
        outs[0].cut()
        queue.put_nowait(b"data: 1\n\n")
        assert await read_frame(response) == b"data: 1\n\n"


async def test_a_stop_of_the_server_itself_passes(site: Site) -> None:
    handlers: list[asyncio.Task[Any]] = []

    async def handle(out: EventStream) -> None:
        task = asyncio.current_task()
        assert task is not None
        handlers.append(task)
        await out.wait_for(forever)

    site.handle = handle
    async with site.client.get("/"):
        handlers[0].cancel()
        await until(handlers[0].done)
    assert site.ended == []


def test_an_error_in_the_middle_is_kept_by_name() -> None:
    with Caught(get_log("test"), "r-1") as caught:
        raise TaskNotFound
    assert isinstance(caught.error, TaskNotFound)
    with Caught(get_log("test"), "r-1") as caught:
        raise ValueError("secret")
    assert type(caught.error) is GatewayError
    assert "secret" not in caught.error.message
    with pytest.raises(ConnectionResetError), Caught(get_log("test"), "r-1") as caught:
        raise ConnectionResetError
    with pytest.raises(asyncio.CancelledError), Caught(get_log("test"), "r-1") as caught:
        raise asyncio.CancelledError
    assert caught.error is None
