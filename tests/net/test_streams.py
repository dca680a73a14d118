"""A stream of events is bounded on every side, and its connection is freed however it ends."""

import asyncio
import gzip
import socket

import pytest

from gateway.core.errors import GatewayError, InvalidAgentResponse, PeerBusy, PeerTimeout
from gateway.net import make_tls
from gateway.net.client import AddressInfo, HttpClient, HttpRequest, open_socket
from tests.net.servers import LOOPBACK, Answer, forever, never, says, serve
from tests.until import until

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
STREAM = HEAD + b"\r\n"


async def listen(
    client: HttpClient, url: str, *, seconds: float = 60, seen: list[bytes] | None = None
) -> list[bytes]:
    """The data of all events; ``seen`` has them as they come."""
    seen = [] if seen is None else seen
    deadline = asyncio.get_running_loop().time() + seconds
    async with client.open(HttpRequest("POST", url, b"{}"), LOOPBACK, deadline=deadline) as answer:
        assert answer.is_event_stream
        async for event in answer.events(10_000, 1000):
            seen.append(event.data)
    return seen


async def test_events_come_as_they_are_said(client: HttpClient) -> None:
    more = asyncio.Event()

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(STREAM + b"data: one\n\nda")
        await more.wait()
        writer.write(b"ta: two\n\n")
        await writer.drain()

    seen: list[bytes] = []
    async with serve(answer) as url:
        listening = asyncio.create_task(listen(client, url, seen=seen))
        await until(lambda: seen)
        assert seen == [b"one"]
        more.set()
        assert await listening == [b"one", b"two"]


@pytest.mark.parametrize(
    ("answer", "error", "reason"),
    [
        (forever(STREAM, b": alive\n\n" * 100), InvalidAgentResponse, "more than 10000 bytes"),
        (forever(STREAM, b"data: x\n\n" * 100), InvalidAgentResponse, "more than 10000 bytes"),
        (forever(STREAM, b"x" * 100), InvalidAgentResponse, "an event of more than 1000 bytes"),
        (says(STREAM + b"data: " + b"x" * 2000), InvalidAgentResponse, "an event of more than"),
        (
            says(HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"data: x\n\n" * 10_000)),
            InvalidAgentResponse,
            "compressed",
        ),
        (says(HEAD + b"Content-Length: 999\r\n\r\ndata: x\n\n"), InvalidAgentResponse, "broke off"),
        (
            says(HEAD + b"Transfer-Encoding: chunked\r\n\r\n9\r\ndata: x\n\n\r\n"),
            InvalidAgentResponse,
            "broke off",
        ),
        (
            says(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
            GatewayError,
            "not HTTP|broke off|hung up",
        ),
        (says(b""), PeerBusy, "hung up"),
        (forever(STREAM, b""), PeerTimeout, "in time"),
        (never, PeerTimeout, "in time"),
    ],
    ids=[
        "comments",
        "events",
        "line",
        "event",
        "bomb",
        "cut",
        "cut chunks",
        "garbage",
        "gone",
        "silent",
        "mute",
    ],
)
async def test_a_stream_that_cannot_be_taken_is_cut(
    client: HttpClient, answer: Answer, error: type[GatewayError], reason: str
) -> None:
    # Only where nothing else ends it, the deadline does.
    seconds = 1 if error is PeerTimeout else 60
    async with serve(answer) as url:
        with pytest.raises(error, match=reason):
            await listen(client, url, seconds=seconds)


async def test_what_came_before_the_connection_broke_is_heard() -> None:
    sockets: list[socket.socket] = []
    more = asyncio.Event()

    def keep(info: AddressInfo) -> socket.socket:
        sockets.append(open_socket(info))
        return sockets[-1]

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Content-Length: 999\r\n\r\ndata: one\n\n")
        await more.wait()
        writer.write(b"data: two\n\n")

    async with (
        serve(answer) as url,
        HttpClient(make_tls(), connect_seconds=60, open_socket=keep) as client,
    ):
        deadline = asyncio.get_running_loop().time() + 60
        request = HttpRequest("POST", url, b"{}")
        async with client.open(request, LOOPBACK, deadline=deadline) as incoming:
            events = incoming.events(10_000, 1000)
            assert (await anext(events)).data == b"one"
            more.set()
            await until(lambda: sockets[0].fileno() == -1)
            assert (await anext(events)).data == b"two"
            with pytest.raises(InvalidAgentResponse, match="broke off"):
                await anext(events)


async def test_what_is_within_the_limit_is_heard_in_whatever_pieces_it_comes(
    client: HttpClient,
) -> None:
    seen: list[bytes] = []
    async with serve(says(STREAM + b"data: x\n\n" * 2000)) as url:
        with pytest.raises(InvalidAgentResponse, match="more than 10000 bytes"):
            await listen(client, url, seen=seen)
    assert len(seen) == 10_000 // len(b"data: x\n\n")


async def test_a_drop_at_a_time_does_not_stretch_the_deadline(client: HttpClient) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(STREAM)
        while True:
            writer.write(b":\n")
            await writer.drain()
            await asyncio.sleep(0.01)

    async with serve(answer) as url:
        with pytest.raises(PeerTimeout):
            await listen(client, url, seconds=0.3)


async def test_who_stops_to_listen_frees_the_connection(client: HttpClient) -> None:
    ended = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(STREAM + b"data: one\n\n")
        await never(reader, writer)
        ended.set()

    deadline = asyncio.get_running_loop().time() + 60
    async with serve(answer) as url:
        request = HttpRequest("POST", url, b"{}")
        async with client.open(request, LOOPBACK, deadline=deadline) as incoming:
            async for event in incoming.events(1000, 1000):
                assert event.data == b"one"
                break
        async with asyncio.timeout(60):
            await ended.wait()


async def test_what_the_listener_does_is_not_under_the_deadline(client: HttpClient) -> None:
    async with serve(says(STREAM + b"data: one\n\n")) as url:
        deadline = asyncio.get_running_loop().time() + 0.2
        request = HttpRequest("POST", url, b"{}")
        async with client.open(request, LOOPBACK, deadline=deadline) as incoming:
            async for _ in incoming.events(1000, 1000):
                await until(lambda: asyncio.get_running_loop().time() > deadline + 0.05)
                break
