"""A peer that asks who we are is shown the certificate that its row names, and nobody else is."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
import trustme

from gateway.core.errors import ConfigError, GatewayError
from gateway.net import Identity, Reach, make_tls
from gateway.net.client import HttpClient, HttpRequest
from tests.net.servers import Answer, ok, serve

NETWORKS = ["127.0.0.0/8"]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
async def client(authority: trustme.CA, tmp_path: Path) -> AsyncIterator[HttpClient]:
    ca_file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(ca_file)
    async with HttpClient(
        make_tls(ca_file), connect_seconds=60, tls_for=partial(make_tls, ca_file)
    ) as client:
        yield client


def asks_who(authority: trustme.CA) -> ssl.SSLContext:
    """A server's side that lets in whom the authority vouches for."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def write(issued: trustme.LeafCert, folder: Path) -> Identity:
    cert, key = folder / "ours.crt", folder / "ours.key"
    issued.cert_chain_pems[0].write_to_path(str(cert))
    issued.private_key_pem.write_to_path(str(key))
    return Identity(str(cert), str(key))


def issue(authority: trustme.CA, folder: Path, name: str) -> Identity:
    return write(authority.issue_cert(f"{name}.example", common_name=name), folder)


def spoil(authority: trustme.CA, key: Path, how: str) -> None:
    match how:
        case "gone":
            key.unlink()
        case "empty":
            key.write_text("")
        case _:
            authority.issue_cert("other.example").private_key_pem.write_to_path(str(key))


def says_who(seen: list[str]) -> Answer:
    """Answer, keep the line open for the next call, and note who called."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        subject = dict(item[0] for item in writer.get_extra_info("peercert")["subject"])
        seen.append(subject["commonName"])
        while True:
            writer.write(ok())
            await writer.drain()
            await reader.readuntil(b"\r\n\r\n")
            seen.append(subject["commonName"])

    return answer


async def get(client: HttpClient, url: str, who: Identity | None) -> int:
    reach = Reach.of(NETWORKS, identity=who)
    answer = await client.send(HttpRequest("GET", url), reach, seconds=60, max_bytes=100)
    return answer.status


async def test_a_peer_that_asks_is_shown_our_certificate(
    client: HttpClient, authority: trustme.CA, tmp_path: Path
) -> None:
    seen: list[str] = []
    who = issue(authority, tmp_path, "buyer")
    async with serve(says_who(seen), asks_who(authority)) as url:
        assert await get(client, url, who) == 200
    assert seen == ["buyer"]


async def test_who_shows_none_or_that_of_a_stranger_is_not_let_in(
    client: HttpClient, authority: trustme.CA, tmp_path: Path
) -> None:
    seen: list[str] = []
    stranger = issue(trustme.CA(), tmp_path, "stranger")
    async with serve(says_who(seen), asks_who(authority)) as url:
        for who in (None, stranger):
            with pytest.raises(GatewayError):
                await get(client, url, who)
    assert seen == []


async def test_a_connection_that_showed_it_serves_no_other_peer(
    client: HttpClient, authority: trustme.CA, tmp_path: Path
) -> None:
    seen: list[str] = []
    who = issue(authority, tmp_path, "buyer")
    async with serve(says_who(seen), asks_who(authority)) as url:
        assert await get(client, url, who) == 200
        with pytest.raises(GatewayError):
            await get(client, url, None)
    assert seen == ["buyer"]


async def test_a_new_certificate_is_used_from_the_next_call_on(
    client: HttpClient, authority: trustme.CA, tmp_path: Path
) -> None:
    seen: list[str] = []
    who = issue(authority, tmp_path, "old")
    async with serve(says_who(seen), asks_who(authority)) as url:
        await get(client, url, who)
        await get(client, url, who)
        issue(authority, tmp_path, "renewed")
        await get(client, url, who)
    assert seen == ["old", "old", "renewed"]


async def test_a_call_under_way_ends_with_the_certificate_that_it_began_with(
    client: HttpClient, authority: trustme.CA, tmp_path: Path
) -> None:
    gate, began = asyncio.Event(), asyncio.Event()

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not began.is_set():
            began.set()
            await gate.wait()
        writer.write(ok(b"{}", b"Connection: close"))
        await writer.drain()

    who = issue(authority, tmp_path, "old")
    async with serve(answer, asks_who(authority)) as url:
        slow = asyncio.create_task(get(client, url, who))
        await asyncio.wait_for(began.wait(), 60)
        issue(authority, tmp_path, "renewed")
        assert await get(client, url, who) == 200
        gate.set()
        assert await slow == 200


@pytest.mark.parametrize("broken", ["gone", "empty", "of another"])
async def test_files_that_cannot_be_used_are_named_before_anything_is_sent(
    client: HttpClient, authority: trustme.CA, tmp_path: Path, broken: str
) -> None:
    seen: list[str] = []
    who = issue(authority, tmp_path, "buyer")
    spoil(authority, Path(who.key), broken)
    async with serve(says_who(seen), asks_who(authority)) as url:
        with pytest.raises(ConfigError, match="client certificate"):
            await get(client, url, who)
    assert seen == []
