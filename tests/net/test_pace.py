"""An answer that has begun must not trickle; one that thinks before it speaks may."""

import asyncio

import pytest

from gateway.core.errors import PeerTimeout
from gateway.net import incoming as incoming_module
from gateway.net import make_tls
from gateway.net.client import HttpClient
from gateway.net.incoming import PeerSlow
from tests.net.get import get
from tests.net.servers import Answer, never, serve

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.fixture(autouse=True)
def little_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming_module, "GRACE_SECONDS", 0.05)


def trickles(head: bytes, piece: bytes, hung_up: asyncio.Event) -> Answer:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        try:
            while not reader.at_eof():
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0.01)
        finally:
            hung_up.set()

    return answer


@pytest.mark.parametrize(("head", "piece"), [(HEAD, b"x"), (CHUNKED, b"1\r\nx\r\n")])
async def test_one_that_trickles_is_cut_and_its_connection_closed(
    head: bytes, piece: bytes
) -> None:
    hung_up = asyncio.Event()
    async with (
        serve(trickles(head, piece, hung_up)) as url,
        HttpClient(make_tls(), connect_seconds=60, bytes_per_second=500) as client,
    ):
        async with asyncio.timeout(60):
            with pytest.raises(PeerSlow):
                await get(client, url)
            await hung_up.wait()


async def test_one_that_stops_in_the_middle_is_cut_too() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"x" * 10)
        await never(reader, writer)

    async with (
        serve(answer) as url,
        HttpClient(make_tls(), connect_seconds=60, bytes_per_second=500) as client,
    ):
        async with asyncio.timeout(60):
            with pytest.raises(PeerSlow):
                await get(client, url)


async def test_one_that_comes_fast_enough_may_take_its_time() -> None:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        for _ in range(20):
            writer.write(b"x" * 50)
            await writer.drain()
            await asyncio.sleep(0.01)

    async with (
        serve(answer) as url,
        HttpClient(make_tls(), connect_seconds=60, bytes_per_second=10) as client,
    ):
        assert len((await get(client, url)).body) == 1000


async def test_one_that_thinks_after_its_head_has_until_the_deadline() -> None:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        await writer.drain()
        await asyncio.sleep(0.2)
        writer.write(b"x" * 1000)

    async with (
        serve(answer) as url,
        HttpClient(make_tls(), connect_seconds=60, bytes_per_second=500) as client,
    ):
        assert len((await get(client, url)).body) == 1000


async def test_at_the_deadline_it_is_late_and_not_slow() -> None:
    hung_up = asyncio.Event()
    async with (
        serve(trickles(HEAD, b"x", hung_up)) as url,
        HttpClient(make_tls(), connect_seconds=60, bytes_per_second=1) as client,
    ):
        with pytest.raises(PeerTimeout) as late:
            await get(client, url, seconds=0.2)
    assert not isinstance(late.value, PeerSlow)
