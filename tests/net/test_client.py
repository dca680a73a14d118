"""What a hostile or broken server can do to the client: nothing that is not bounded and named."""

import asyncio
import gzip
import socket

import pytest

from gateway.core.errors import (
    EgressDenied,
    GatewayError,
    InvalidAgentResponse,
    PeerBusy,
    PeerTimeout,
    PeerUnreachable,
)
from gateway.net import Reach, make_tls
from gateway.net import client as client_module
from gateway.net.client import HttpClient, HttpRequest
from gateway.net.names import Names
from tests.closed import closed_port
from tests.net.get import get
from tests.net.resolver import FakeResolver, silent_name_server
from tests.net.servers import LOOPBACK, Answer, Tripwire, forever, never, ok, says, serve
from tests.until import until


async def test_an_answer_comes_back_whole(client: HttpClient, tripwire: Tripwire) -> None:
    async with serve(says(ok(b'{"a":1}', b"X-Thing: 7"))) as url:
        answer = await get(client, url)
    assert (answer.status, answer.body, answer.headers["x-thing"]) == (200, b'{"a":1}', "7")
    assert tripwire.addresses == ["127.0.0.1"]


@pytest.mark.parametrize("status", [400, 404, 500, 503])
async def test_an_error_status_is_an_answer(client: HttpClient, status: int) -> None:
    head = b"HTTP/1.1 %d No\r\nContent-Length: 2\r\n\r\nno" % status
    async with serve(says(head)) as url:
        answer = await get(client, url)
    assert (answer.status, answer.body) == (status, b"no")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]", "localhost"]
)
async def test_no_socket_is_opened_to_a_literal_that_is_not_public(
    client: HttpClient, tripwire: Tripwire, host: str
) -> None:
    with pytest.raises(EgressDenied):
        await get(client, f"http://{host}:1/", Reach(plain_http=True))
    assert tripwire.addresses == []


@pytest.mark.parametrize("addresses", [["10.0.0.1"], ["127.0.0.1", "::1"], ["::ffff:192.168.0.1"]])
async def test_no_socket_is_opened_to_a_name_that_is_not_public(
    tripwire: Tripwire, addresses: list[str]
) -> None:
    resolver = FakeResolver(addresses)
    async with HttpClient(
        make_tls(), connect_seconds=60, resolver=resolver, open_socket=tripwire
    ) as client:
        with pytest.raises(EgressDenied) as denied:
            await get(client, "http://peer.example/", Reach(plain_http=True))
    assert tripwire.addresses == []
    assert not any(address in denied.value.message for address in addresses)


async def test_a_name_that_is_rebound_is_checked_at_each_connection(tripwire: Tripwire) -> None:
    async with serve(says(ok())) as url:
        port = url.rpartition(":")[2]
        resolver = FakeResolver(["127.0.0.1"], ["127.0.0.2"], ["10.0.0.1"])
        reach = Reach.of(["127.0.0.1/32"], plain_http=True)
        async with HttpClient(
            make_tls(), connect_seconds=60, resolver=resolver, open_socket=tripwire
        ) as client:
            await get(client, f"http://first.example:{port}/", reach)
            for name in ("second", "third"):
                with pytest.raises(EgressDenied):
                    await get(client, f"http://{name}.example:{port}/", reach)
    assert tripwire.addresses == ["127.0.0.1"]


async def test_a_connection_of_one_reach_never_serves_another(tripwire: Tripwire) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(ok())
        await never(reader, writer)

    async with serve(answer) as url:
        port = url.rpartition(":")[2]
        async with HttpClient(
            make_tls(),
            connect_seconds=60,
            resolver=FakeResolver(["127.0.0.1"]),
            open_socket=tripwire,
        ) as client:
            await get(client, f"http://peer.example:{port}/", LOOPBACK)
            with pytest.raises(EgressDenied):
                await get(client, f"http://peer.example:{port}/", Reach(plain_http=True))
    assert tripwire.addresses == ["127.0.0.1"]


@pytest.mark.parametrize("url", ["http://peer.example/", "https://0x7f.1/", "https://a@b.example/"])
async def test_no_socket_is_opened_for_a_url_that_is_never_called(
    tripwire: Tripwire, url: str
) -> None:
    resolver = FakeResolver(["127.0.0.1"])
    async with HttpClient(
        make_tls(), connect_seconds=60, resolver=resolver, open_socket=tripwire
    ) as client:
        with pytest.raises(EgressDenied, match="the URL"):
            await get(client, url, Reach.of(["127.0.0.0/8"]))
    assert tripwire.addresses == []


async def test_a_url_is_called_as_it_is_written(client: HttpClient) -> None:
    lines: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(ok())
        lines.append(await reader.readline())  # behind the body of the first call
        writer.write(ok())
        await writer.drain()

    async with serve(answer) as url:
        await get(client, url)
        await get(client, f"{url}/a/../%7Eb%2Fc?d=%20")
    assert lines == [b"{}POST /a/../%7Eb%2Fc?d=%20 HTTP/1.1\r\n"]


async def test_nothing_is_sent_when_it_is_too_late(client: HttpClient, tripwire: Tripwire) -> None:
    async with serve(says(ok())) as url:
        with pytest.raises(PeerTimeout):
            await get(client, url, seconds=0)
    assert tripwire.addresses == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(
    client: HttpClient, tripwire: Tripwire, status: int
) -> None:
    head = b"HTTP/1.1 %d Go\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n" % status
    async with serve(says(head)) as url:
        with pytest.raises(InvalidAgentResponse, match="redirect"):
            await get(client, url)
    assert tripwire.addresses == ["127.0.0.1"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (says(ok(b"x" * 10_001)), "more than 10000 bytes"),
        (says(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"), "more than 10000"),
        (forever(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 4096), "more than 10000 bytes"),
        (
            forever(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
            "more than 10000 bytes",
        ),
        (says(ok(gzip.compress(b"0" * 10_000_000)[:9000], b"Content-Encoding: gzip")), "compress"),
        (says(b"SSH-2.0-OpenSSH_9.6\r\n"), "not HTTP"),
        (says(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"), "not HTTP"),
        (says(b"HTTP/1.1 200 OK\r\nA: " + b"a" * 100_000 + b"\r\n\r\n"), "not HTTP"),
        (forever(b"HTTP/1.1 200 OK\r\n", b"A: a\r\n" * 100), "not HTTP"),
        (says(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), "broke off"),
    ],
    ids=[
        "huge",
        "declared",
        "infinite",
        "chunks",
        "bomb",
        "ssh",
        "length",
        "field",
        "heads",
        "cut",
    ],
)
async def test_an_answer_that_cannot_be_taken_is_refused(
    client: HttpClient, answer: Answer, reason: str
) -> None:
    async with serve(answer) as url:
        with pytest.raises(InvalidAgentResponse, match=reason):
            await get(client, url)


@pytest.mark.parametrize(
    "answer",
    [
        never,
        forever(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", b""),
        forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["silent", "stalled", "continue"],
)
async def test_a_slow_answer_is_cut_at_the_deadline(client: HttpClient, answer: Answer) -> None:
    async with serve(answer) as url:
        with pytest.raises(PeerTimeout):
            await get(client, url, seconds=0.2)


async def test_a_server_that_hangs_up_may_be_asked_again(client: HttpClient) -> None:
    async with serve(says(b"")) as url:
        with pytest.raises(PeerBusy) as busy:
            await get(client, url)
    assert busy.value.retriable


async def test_nothing_listens_is_unreachable_without_detail(client: HttpClient) -> None:
    with closed_port() as port, pytest.raises(PeerUnreachable) as unreachable:
        await get(client, f"http://127.0.0.1:{port}/")
    assert unreachable.value.message == "The peer cannot be reached."


async def test_a_name_that_is_never_looked_up_is_unreachable() -> None:
    with silent_name_server() as look_up:
        names = Names(0.1, look_up)
        async with HttpClient(make_tls(), connect_seconds=60, resolver=names) as client:
            with pytest.raises(PeerUnreachable, match="in time"):
                await get(client, "http://peer.example/")


async def test_a_handshake_that_is_never_made_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        async with HttpClient(make_tls(), connect_seconds=0.1) as client:
            with pytest.raises(PeerUnreachable, match="in time"):
                await get(client, f"https://127.0.0.1:{port}/")


async def test_a_peer_is_not_unreachable_because_we_are_busy_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(client_module, "CONNECTIONS_PER_HOST", 1)
    loop = asyncio.get_running_loop()

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        began = loop.time()
        await until(lambda: loop.time() > began + 0.6)
        writer.write(ok())
        await writer.drain()

    async with serve(answer) as url, HttpClient(make_tls(), connect_seconds=1) as client:
        answers = await asyncio.gather(*(get(client, url) for _ in range(3)))
    assert [answer.status for answer in answers] == [200] * 3


async def test_cookies_and_proxy_variables_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    heads: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(ok(b"{}", b"Set-Cookie: a=1; Path=/"))
        await writer.drain()
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(ok())
        await writer.drain()

    for variable in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    # By a name, for a cookie jar takes nothing from an address.
    resolver = FakeResolver(["127.0.0.1"])
    async with (
        serve(answer) as url,
        HttpClient(make_tls(), connect_seconds=60, resolver=resolver) as client,
    ):
        request = HttpRequest("GET", url.replace("127.0.0.1", "peer.example"))
        for _ in range(2):
            await client.send(request, LOOPBACK, seconds=60, max_bytes=100)
    assert len(heads) == 1
    assert b"cookie" not in heads[0].lower()
    assert b"accept-encoding: identity" in heads[0].lower()


async def test_a_header_cannot_carry_another_header(client: HttpClient) -> None:
    async with serve(says(ok())) as url:
        request = HttpRequest("GET", url, headers={"Authorization": "Bearer a\r\nX-Evil: 1"})
        with pytest.raises(GatewayError):
            await client.send(request, LOOPBACK, seconds=60, max_bytes=100)
