"""``peergate check`` looks at the peers' cards as the gateway would."""

import json

import pytest

from tests.e2e.site import Gateway, Site


def peers_of(site: Site, code: int = 0) -> list[tuple[str, str]]:
    """What was found of the peers: (level, text)."""
    done = site.run("check", "--json")
    assert done.returncode == code, done.stdout + done.stderr
    checks = json.loads(done.stdout)["checks"]
    return [(item["level"], item["text"]) for item in checks if item["check"] == "peers"]


def test_a_card_that_is_reached_is_green(buyer: Site, gateway: Gateway) -> None:
    [(level, text)] = peers_of(buyer)

    assert level == "green"
    assert text.startswith("vendor: ")
    assert text.endswith(f"card at {gateway.url}/.well-known/agent-card.json")


def test_a_peer_that_is_not_there_is_red_with_what_to_do(buyer: Site) -> None:
    buyer.edit_peer("vendor", url="http://127.0.0.1:1")

    [(level, text)] = peers_of(buyer, code=1)

    assert level == "red"
    assert text.startswith("vendor: The peer cannot be reached")
    assert "peergate peers pause vendor" in text


@pytest.mark.parametrize(
    ("row", "level", "words"),
    [
        ({}, "yellow", "the first call tries every language"),
        ({"dialect": "native"}, "green", "its row says how it is called"),
    ],
)
def test_a_peer_without_a_card_is_told(
    buyer: Site, gateway: Gateway, row: dict[str, str], level: str, words: str
) -> None:
    # A card that is larger than the limit is none.
    buyer.edit("limits", card_bytes=10)
    buyer.edit_peer("vendor", **row)

    [found] = peers_of(buyer)

    assert found[0] == level
    assert words in found[1]


def test_a_running_gateway_is_no_hindrance(buyers: Site, running: Gateway) -> None:
    assert peers_of(buyers)[0][0] == "green"
