"""Our tokens for peers: by reference or stored, and a stored one goes to its own origin alone."""

import pytest
from msgspec.structs import replace

from gateway.auth.credentials import Credentials, origin_text
from gateway.auth.peer_safe import PeerSafe
from gateway.auth.secrets import Safe
from gateway.core.errors import ConfigError, EgressDenied, SecretError
from gateway.core.peer import Peer
from gateway.store.managed import PeerSecret, Purpose

CANARY = "pg_canary_Zm9vYmFyYmF6"
ACME = Peer("acme", "https://acme.example/agent", outbound_token="stored")
ORIGIN = "https://acme.example:443"


@pytest.fixture
def safe() -> PeerSafe:
    return PeerSafe(Safe("k" * 32), "default")


@pytest.fixture
def stored(safe: PeerSafe) -> PeerSecret:
    return safe.seal("acme", Purpose.OUTBOUND, ORIGIN, CANARY.encode(), 5)


@pytest.fixture
def credentials(safe: PeerSafe, stored: PeerSecret) -> Credentials:
    credentials = Credentials(safe, lambda reference: f"what {reference} says")
    credentials.adopt([stored])
    return credentials


def test_a_reference_is_looked_up_and_none_is_no_token(credentials: Credentials) -> None:
    assert credentials.token_of(replace(ACME, outbound_token="env:A")) == "what env:A says"
    assert credentials.token_of(replace(ACME, outbound_token="")) == ""


@pytest.mark.parametrize("url", ["https://acme.example", "https://ACME.example:443/other?x=1"])
def test_a_stored_token_is_sent_to_its_origin(credentials: Credentials, url: str) -> None:
    assert credentials.token_of(replace(ACME, url=url)) == CANARY


@pytest.mark.parametrize(
    "url",
    [
        "http://acme.example",
        "https://acme.example:8443",
        "https://evil.example",
        "https://acme.example.evil.example",
        "",
    ],
)
def test_a_stored_token_is_sent_nowhere_else(credentials: Credentials, url: str) -> None:
    with pytest.raises(EgressDenied) as caught:
        credentials.token_of(replace(ACME, url=url))
    assert "peergate peers token acme" in caught.value.message
    assert CANARY not in caught.value.message


def test_a_row_without_a_url_has_the_origin_of_its_endpoint(credentials: Credentials) -> None:
    peer = replace(ACME, url="", endpoint="https://acme.example/rpc")
    assert credentials.token_of(peer) == CANARY


def test_a_token_that_is_not_there_is_named(credentials: Credentials) -> None:
    with pytest.raises(ConfigError, match="no token of globex is in the store"):
        credentials.token_of(replace(ACME, name="globex"))


@pytest.mark.parametrize(
    "change",
    [{"peer": "rival"}, {"about": "https://evil.example:443"}, {"purpose": Purpose.ANNOUNCED}],
)
def test_a_secret_that_was_moved_does_not_open(
    safe: PeerSafe, stored: PeerSecret, change: dict[str, str]
) -> None:
    assert safe.open(stored) == CANARY.encode()
    with pytest.raises(SecretError):
        safe.open(replace(stored, **change))


def test_a_moved_token_is_not_sent(safe: PeerSafe, stored: PeerSecret) -> None:
    credentials = Credentials(safe, lambda reference: reference)
    credentials.adopt([replace(stored, peer="rival")])
    with pytest.raises(SecretError, match="the token of rival"):
        credentials.token_of(replace(ACME, name="rival"))


def test_another_tenant_opens_nothing(safe: PeerSafe, stored: PeerSecret) -> None:
    with pytest.raises(SecretError):
        replace(safe, tenant="other").open(stored)


def test_origins_have_one_spelling() -> None:
    assert origin_text("https://[2001:DB8::1]/x") == "https://[2001:db8::1]:443"
    assert origin_text("/path") == ""
