"""What a hostile or broken server can do to the client: nothing that is not bounded and named."""

import asyncio
import gzip
import socket
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trustme
from aiohttp.abc import AbstractResolver, ResolveResult

from gateway.core.errors import (
    ConfigError,
    EgressDenied,
    GatewayError,
    InvalidAgentResponse,
    PeerBusy,
    PeerTimeout,
    PeerUnreachable,
    PeerUntrusted,
)
from gateway.net import HttpAnswer, HttpClient, HttpRequest, Reach, make_tls
from tests.net.servers import LOOPBACK, Answer, Tripwire, forever, never, ok, says, serve


class FakeResolver(AbstractResolver):
    """Answers each look-up of any name with the next list of addresses."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in found
        ]

    async def close(self) -> None:
        return


@pytest.fixture
def tripwire() -> Tripwire:
    return Tripwire()


@pytest.fixture
async def client(tripwire: Tripwire) -> AsyncIterator[HttpClient]:
    async with HttpClient(make_tls(), connect_seconds=1, open_socket=tripwire) as client:
        yield client


async def get(
    client: HttpClient,
    url: str,
    reach: Reach = LOOPBACK,
    *,
    seconds: float = 5,
    max_bytes: int = 10_000,
) -> HttpAnswer:
    request = HttpRequest("POST", url, b"{}", {"Content-Type": "application/json"})
    return await client.send(request, reach, seconds=seconds, max_bytes=max_bytes)


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
        make_tls(), connect_seconds=1, resolver=resolver, open_socket=tripwire
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
            make_tls(), connect_seconds=1, resolver=resolver, open_socket=tripwire
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
            connect_seconds=1,
            resolver=FakeResolver(["127.0.0.1"]),
            open_socket=tripwire,
        ) as client:
            await get(client, f"http://peer.example:{port}/", LOOPBACK)
            with pytest.raises(EgressDenied):
                await get(client, f"http://peer.example:{port}/", Reach(plain_http=True))
    assert tripwire.addresses == ["127.0.0.1"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 304])
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
    loop = asyncio.get_running_loop()
    async with serve(answer) as url:
        began = loop.time()
        with pytest.raises(PeerTimeout):
            await get(client, url, seconds=0.2)
        assert loop.time() - began < 1.5


async def test_a_server_that_hangs_up_may_be_asked_again(client: HttpClient) -> None:
    async with serve(says(b"")) as url:
        with pytest.raises(PeerBusy) as busy:
            await get(client, url)
    assert busy.value.retriable


async def test_nothing_listens_is_unreachable_without_detail(client: HttpClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    with pytest.raises(PeerUnreachable) as unreachable:
        await get(client, f"http://127.0.0.1:{port}/")
    assert unreachable.value.message == "The peer cannot be reached."


async def test_a_connection_that_is_never_made_is_unreachable(tripwire: Tripwire) -> None:
    class Silent(FakeResolver):
        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
        ) -> list[ResolveResult]:
            await asyncio.Event().wait()
            return []

    async with HttpClient(make_tls(), connect_seconds=0.1, resolver=Silent([])) as client:
        with pytest.raises(PeerUnreachable, match="in time"):
            await get(client, "http://peer.example/")


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
        HttpClient(make_tls(), connect_seconds=1, resolver=resolver) as client,
    ):
        request = HttpRequest("GET", url.replace("127.0.0.1", "peer.example"))
        for _ in range(2):
            await client.send(request, LOOPBACK, seconds=5, max_bytes=100)
    assert len(heads) == 1
    assert b"cookie" not in heads[0].lower()
    assert b"accept-encoding: identity" in heads[0].lower()


async def test_a_header_cannot_carry_another_header(client: HttpClient) -> None:
    async with serve(says(ok())) as url:
        request = HttpRequest("GET", url, headers={"Authorization": "Bearer a\r\nX-Evil: 1"})
        with pytest.raises(GatewayError):
            await client.send(request, LOOPBACK, seconds=5, max_bytes=100)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def server_tls(authority: trustme.CA, *names: str, **options: object) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*names, **options).configure_cert(context)  # type: ignore[arg-type]
    return context


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return path


async def test_a_private_authority_is_trusted_when_it_is_configured(
    authority: trustme.CA, ca_file: Path
) -> None:
    async with (
        serve(says(ok()), server_tls(authority, "127.0.0.1")) as url,
        HttpClient(make_tls(ca_file), connect_seconds=1) as client,
    ):
        assert (await get(client, url)).status == 200


async def test_a_certificate_of_an_unknown_authority_is_refused(
    client: HttpClient, authority: trustme.CA
) -> None:
    async with serve(says(ok()), server_tls(authority, "127.0.0.1")) as url:
        with pytest.raises(PeerUntrusted):
            await get(client, url)


async def test_a_certificate_for_another_name_is_refused(
    authority: trustme.CA, ca_file: Path
) -> None:
    async with (
        serve(says(ok()), server_tls(authority, "other.example")) as url,
        HttpClient(make_tls(ca_file), connect_seconds=1) as client,
    ):
        with pytest.raises(PeerUntrusted):
            await get(client, url)


async def test_no_tls_where_tls_is_due_is_unreachable(client: HttpClient) -> None:
    async with serve(says(b"plain words, no handshake")) as url:
        with pytest.raises(PeerUnreachable):
            await get(client, url.replace("http:", "https:"))


def test_a_file_without_certificates_is_refused_when_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    path.write_text("not a certificate")
    with pytest.raises(ConfigError, match="ca_file"):
        make_tls(path)
