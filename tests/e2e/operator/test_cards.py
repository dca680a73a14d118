"""The operator's commands about the peers' cards and health, with and without a running gateway."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.closed import closed_port
from tests.e2e.deadline import wait_for
from tests.e2e.site import Gateway, Site

ELSEWHERE = "https://elsewhere.example"


@pytest.fixture
def moving(template: Site, tmp_path: Path) -> Iterator[tuple[Site, Gateway]]:
    """A gateway of its own that a test may have moved."""
    site = template.copy_to(tmp_path / "moving")
    with site.serve() as gateway:
        yield site, gateway


def test_what_peers_offer_is_found_in_their_cards(either: Site) -> None:
    assert either.run("peers", "find", "--skill", "get_quote").stdout.startswith("No card says so")
    either.json("discover", "vendor")
    [best, *_] = either.json("peers", "find", "--skill", "get_quote")
    assert (best["peer"], best["skill"]["id"]) == ("vendor", "get_quote")
    offers = either.json("peers", "find", "lead", "time", "of", "a", "product")
    assert offers[0]["skill"]["id"] in ("get_quote", "check_stock")
    assert "vendor" in either.run("peers", "find", "quote").stdout
    assert either.run("peers", "find").returncode == 2


def test_a_call_shows_how_the_peer_is(buyer: Site) -> None:
    buyer.json("send", "vendor", "--skill", "echo")
    health = buyer.peers("show", "vendor")["health"]
    assert (health["status"], health["failures"]) == ("up", 0)
    assert health["latency_ms"] >= 0
    assert " up " in buyer.run("peers", "list").stdout


def test_a_failure_is_remembered_and_an_operator_calls_all_the_same(
    buyer: Site, gateway: Gateway
) -> None:
    buyer.edit_peer("vendor", url="http://127.0.0.1:9")
    assert buyer.run("send", "vendor", "--skill", "echo").returncode == 1
    health = buyer.peers("show", "vendor")["health"]
    assert (health["status"], health["failures"]) == ("down", 1)
    buyer.edit_peer("vendor", url=gateway.url)
    assert buyer.run("send", "vendor", "--skill", "echo").returncode == 0
    assert "health_latency_ms" in buyer.run("peers", "show", "vendor").stdout


def test_a_card_that_did_not_change_leaves_nothing_to_confirm(either: Site) -> None:
    either.json("discover", "vendor")
    shown = either.run("peers", "diff", "vendor").stdout
    assert "Nothing waits to be confirmed." in shown
    assert "pinned" in shown


def test_a_peer_that_moves_is_told_and_followed_when_the_operator_says_so(
    buyer: Site, moving: tuple[Site, Gateway]
) -> None:
    site, gateway = moving
    buyer.edit_peer("vendor", url=gateway.url)
    buyer.json("discover", "vendor")
    gateway.terminate()
    gateway.wait()
    port = urlsplit(gateway.url).port
    assert port is not None
    with closed_port(port), site.serve("--port", str(port), AGENT__PUBLIC_URL=ELSEWHERE):
        assert buyer.json("discover", "vendor")["confirmation_needed"]
        shown = buyer.run("peers", "diff", "vendor").stdout
        assert f"{ELSEWHERE}/a2a" in shown
        assert f"{gateway.url}/a2a" in shown
        command = re.search(r"`peergate (peers confirm .+)`", shown)
        assert command is not None
        assert buyer.run("peers", "confirm", "vendor", "--digest", "0" * 12).returncode == 1
        confirmed = buyer.run(*command[1].split())
        assert confirmed.returncode == 0, confirmed.stderr
        assert "elsewhere.example" in confirmed.stdout


def test_a_signed_card_is_verified_once_its_key_is_confirmed(
    buyer: Site, moving: tuple[Site, Gateway]
) -> None:
    site, gateway = moving
    kid = site.json("keys", "new")["kid"]
    buyer.edit_peer("vendor", url=gateway.url)
    buyer.json("discover", "vendor")
    assert kid in buyer.run("peers", "diff", "vendor").stdout
    refused = buyer.run("peers", "confirm", "vendor", "--fingerprint", "another")
    assert refused.returncode == 1, refused.stdout
    assert "signed it" in refused.stderr
    confirmed = buyer.peers("confirm", "vendor", "--fingerprint", kid)
    assert confirmed["fingerprints"] == [kid]
    assert confirmed["card"]["signature"] == "verified"


def test_a_running_gateway_looks_by_itself(buyer: Site) -> None:
    with buyer.serve(HEALTH__INTERVAL_SECONDS="1", LIMITS__SHUTDOWN_SECONDS="1"):
        wait_for(lambda: buyer.peers("show", "vendor")["health"]["status"] == "up")
    assert buyer.peers("show", "vendor")["health"]["status"] == "up"
    assert buyer.peers("diff", "vendor")["card"] is not None
