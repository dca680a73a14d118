"""Whose certificate is trusted: that of a known authority, for the name that was called."""

import ssl
from pathlib import Path

import pytest
import trustme

from gateway.core.errors import ConfigError, PeerUnreachable, PeerUntrusted
from gateway.net import make_tls
from gateway.net.client import HttpClient
from tests.net.get import get
from tests.net.servers import ok, says, serve


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
        HttpClient(make_tls(ca_file), connect_seconds=60) as client,
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
        HttpClient(make_tls(ca_file), connect_seconds=60) as client,
    ):
        with pytest.raises(PeerUntrusted):
            await get(client, url)


async def test_no_tls_where_tls_is_due_is_unreachable() -> None:
    async with (
        serve(says(b"plain words, no handshake")) as url,
        HttpClient(make_tls(), connect_seconds=0.2) as client,
    ):
        with pytest.raises(PeerUnreachable):
            await get(client, url.replace("http:", "https:"))


def test_a_file_without_certificates_is_refused_when_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    path.write_text("not a certificate")
    with pytest.raises(ConfigError, match="ca_file"):
        make_tls(path)
