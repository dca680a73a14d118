"""TLS of our own: a partner that trusts the certificate gets its answer over it."""

import socket
import ssl
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import trustme

from tests.e2e.caller import Caller
from tests.e2e.say import ASKED, QUOTE, native
from tests.e2e.site import Site


@dataclass(frozen=True)
class Identity:
    """``options`` are those by which the gateway has it, ``trusting`` what its partners use."""

    options: tuple[str, ...]
    trusting: ssl.SSLContext


@pytest.fixture
def identity(tmp_path: Path) -> Identity:
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    cert.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    issued.private_key_pem.write_to_path(key)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    return Identity(("--tls-cert", str(cert), "--tls-key", str(key)), trusting)


def test_a_quote_over_tls(site: Site, identity: Identity) -> None:
    with site.serve(*identity.options) as gateway:
        acme = Caller(gateway.url, site.tokens["acme"], identity.trusting)
        quote = acme.post(native("get_quote", ASKED)).json
        card = acme.get("/.well-known/agent-card.json").json
        with pytest.raises(ssl.SSLCertVerificationError):
            Caller(gateway.url, tls=ssl.create_default_context()).get("/healthz")

    assert gateway.url.startswith("https://")
    assert quote == QUOTE
    assert card["url"] == f"{gateway.url}/a2a"


def test_who_shakes_no_hands_is_left_in_time(site: Site, identity: Identity) -> None:
    with (
        site.serve(*identity.options, LIMITS__HEADER_SECONDS="1") as gateway,
        connect(gateway.url) as silent,
    ):
        assert silent.recv(1) == b""


def test_those_who_shake_no_hands_keep_nobody_out(site: Site, identity: Identity) -> None:
    with site.serve(*identity.options, LIMITS__CONNECTIONS="3") as gateway, ExitStack() as stack:
        first, *_ = [stack.enter_context(connect(gateway.url)) for _ in range(4)]
        acme = Caller(gateway.url, site.tokens["acme"], identity.trusting)

        assert acme.post(native("get_quote", ASKED)).json == QUOTE
        assert first.recv(1) == b""


def test_what_is_no_tls_harms_nobody(site: Site, identity: Identity) -> None:
    with site.serve(*identity.options) as gateway:
        with connect(gateway.url) as plain:
            plain.sendall(b"GET /healthz HTTP/1.1\r\n\r\n")
            assert plain.recv(1) == b""
        acme = Caller(gateway.url, site.tokens["acme"], identity.trusting)

        assert acme.get("/healthz").status == 200
    assert "Traceback" not in site.log.read_text()


def connect(url: str) -> socket.socket:
    where = urlsplit(url)
    return socket.create_connection((where.hostname, where.port), timeout=8)
