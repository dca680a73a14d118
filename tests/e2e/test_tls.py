"""TLS of our own: a partner that trusts the certificate gets its answer over it."""

import ssl
from pathlib import Path

import pytest
import trustme

from tests.e2e.caller import Caller
from tests.e2e.say import ASKED, QUOTE, native
from tests.e2e.site import Site


def test_a_quote_over_tls(site: Site, tmp_path: Path) -> None:
    authority = trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    cert.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    issued.private_key_pem.write_to_path(key)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)

    with site.serve("--tls-cert", str(cert), "--tls-key", str(key)) as gateway:
        acme = Caller(gateway.url, site.tokens["acme"], trusting)
        quote = acme.post(native("get_quote", ASKED)).json
        card = acme.get("/.well-known/agent-card.json").json
        with pytest.raises(ssl.SSLCertVerificationError):
            Caller(gateway.url, tls=ssl.create_default_context()).get("/healthz")

    assert gateway.url.startswith("https://")
    assert quote == QUOTE
    assert card["url"] == f"{gateway.url}/a2a"
