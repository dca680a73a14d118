"""Who is asked: each peer once, and nobody left out by a slip of the pen."""

from typing import Any

import pytest

from gateway.config.audience import Audience
from gateway.core.errors import InvalidParams
from gateway.core.json import encode
from gateway.core.peer import Peer, PeerStatus
from gateway.deals.audience import choose_peers
from tests.outbox.scripted import card_v1

URL = "https://supplier.example"
ROWS = (
    Peer("a", URL, tags=("metal", "eu")),
    Peer("b", URL, tags=("metal",)),
    Peer("c", endpoint=f"{URL}/a2a"),
    Peer("caller"),
    Peer("paused", URL, status=PeerStatus.PAUSED, tags=("metal", "asia")),
    Peer("revoked", URL, status=PeerStatus.REVOKED),
)


def card(*skills: str) -> str:
    offered = [{"id": name, "name": name, "description": "It.", "tags": []} for name in skills]
    return encode(card_v1("/a2a", skills=offered)).decode()


CARDS = {"a": card("quote_request", "chat"), "c": card("chat"), "paused": card("quote_request")}


def chosen(**audience: Any) -> list[str]:
    return [peer.name for peer in choose_peers(Audience(**audience), ROWS, CARDS)]


@pytest.mark.parametrize(
    ("audience", "names"),
    [
        ({"all": True}, ["a", "b", "c"]),
        ({"peers": ("c", "a")}, ["a", "c"]),
        ({"tags": ("metal",)}, ["a", "b"]),
        ({"tags": ("eu", "metal")}, ["a", "b"]),
        ({"skills": ("quote_request",)}, ["a"]),
        ({"skills": ("chat",), "tags": ("metal",)}, ["a", "b", "c"]),
        ({"peers": ("a", "a"), "tags": ("metal",), "all": True}, ["a", "b", "c"]),
    ],
    ids=["all", "names", "tag", "tags", "skill", "any of them", "each once"],
)
def test_everyone_who_is_meant_is_asked_once(audience: dict[str, Any], names: list[str]) -> None:
    assert chosen(**audience) == names


@pytest.mark.parametrize(
    ("audience", "words"),
    [
        ({"peers": ("a", "acme")}, "no row is named 'acme'; known peers: a, b, c, caller"),
        ({"peers": ("paused",)}, "paused is paused"),
        ({"peers": ("revoked",)}, "revoked is revoked"),
        ({"peers": ("caller",)}, "caller has no url in its row, and only calls us"),
        ({"tags": ("asia",)}, "no peer that can be asked is tagged 'asia'; known tags: eu, metal"),
        ({"skills": ("weld",)}, "no card that is known offers 'weld'"),
    ],
    ids=["unknown", "paused", "revoked", "without url", "tag", "skill"],
)
def test_what_leads_to_nobody_is_named(audience: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidParams) as refused:
        chosen(**audience)
    ((name, _),) = audience.items()
    (wrong,) = refused.value.violations
    assert wrong.field == f"audience.{name}"
    assert words in wrong.description
    assert words in refused.value.message


def test_all_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(InvalidParams) as refused:
        chosen(peers=("x", "y"), tags=("z",))
    assert len(refused.value.violations) == 3


@pytest.mark.parametrize(
    ("rows", "words"),
    [((), "no peers are configured"), (ROWS[3:], "no peer is active and has a url")],
    ids=["none", "none active"],
)
def test_a_request_to_nobody_is_refused(rows: tuple[Peer, ...], words: str) -> None:
    with pytest.raises(InvalidParams, match=words):
        choose_peers(Audience(all=True), rows, {})
