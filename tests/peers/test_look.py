"""A look at a peer's card: what is sent, what it shows, and what it changes."""

from typing import Any

import pytest
from aiohttp import web
from msgspec.structs import replace

from gateway.core.clock import Clock
from gateway.core.json import Json
from gateway.dialects.card import CARD_PATHS
from gateway.net import Identity
from gateway.observe.log import get_log
from gateway.peers import Looker, Seen
from gateway.store.health import HealthStatus
from tests.outbox.conftest import Office
from tests.outbox.scripted import Asked, card_v1, script

WELL_KNOWN = CARD_PATHS[0]
LATER = "/agent-card"


@pytest.fixture
def looker(office: Office) -> Looker:
    return Looker(office.exchange, office.pins, office.health, Clock(), get_log("test"))


def versioned(card: Json, etag: str = '"v1"') -> Any:
    """A server that knows whether its reader has the newest."""

    def answer(asked: Asked) -> web.Response:
        headers = {"ETag": etag, "Last-Modified": "Sat, 21 Nov 2026 07:31:00 GMT"}
        if asked.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers=headers)
        return web.json_response(card, headers=headers)

    return answer


async def test_it_sends_no_credential_and_no_message(office: Office, looker: Looker) -> None:
    async with script(**{LATER: card_v1("/a2a")}) as vendor:
        peer = office.peer(vendor.url)
        for _ in range(2):
            await looker.look(peer, Seen(peer.url))
        assert {asked.method for asked in vendor.asked} == {"GET"}
        assert not any("Authorization" in asked.headers for asked in vendor.asked)


async def test_it_shows_that_the_peer_is_up_and_pins_its_card(
    office: Office, looker: Looker
) -> None:
    async with script(**{WELL_KNOWN: card_v1("/a2a")}) as vendor:
        peer = office.peer(vendor.url)
        await looker.look(peer, Seen(peer.url))
    assert office.health.get("vendor").status is HealthStatus.UP
    assert office.health.get("vendor").latency_ms is not None
    pinned = office.pins.view(peer).pin.card
    assert pinned is not None
    assert pinned.url == vendor.url + WELL_KNOWN


async def test_the_next_look_asks_for_news_alone(office: Office, looker: Looker) -> None:
    async with script(**{LATER: versioned(card_v1("/a2a"))}) as vendor:
        peer, seen = office.peer(vendor.url), Seen(office.peers["vendor"].url)
        await looker.look(peer, seen)
        await looker.look(peer, seen)
        vendor.asked.clear()
        await looker.look(peer, seen)
        [asked] = vendor.asked
        assert asked.path == LATER
        assert asked.headers["If-None-Match"] == '"v1"'
        assert asked.headers["If-Modified-Since"].endswith("07:31:00 GMT")
    assert office.health.get("vendor").status is HealthStatus.UP


async def test_a_moved_endpoint_is_noticed_and_put_aside(office: Office, looker: Looker) -> None:
    async with script(**{WELL_KNOWN: versioned(card_v1("/a2a"))}) as vendor:
        peer, seen = office.peer(vendor.url), Seen(office.peers["vendor"].url)
        for _ in range(2):
            await looker.look(peer, seen)
        vendor.answers[WELL_KNOWN] = versioned(card_v1("https://evil.example/a2a"), '"v2"')
        await looker.look(peer, seen)
    assert office.pins.view(peer).pin.held is not None


async def test_a_card_that_lies_elsewhere_now_is_found_there(
    office: Office, looker: Looker
) -> None:
    async with script(**{WELL_KNOWN: card_v1("/a2a")}) as vendor:
        peer = office.peer(vendor.url)
        await looker.look(peer, Seen(peer.url))
        del vendor.answers[WELL_KNOWN]
        vendor.answers[LATER] = card_v1("/a2a", description="Elsewhere.")
        await looker.look(peer, Seen(peer.url))
    pinned = office.pins.view(peer).pin.card
    assert pinned is not None
    assert pinned.url == vendor.url + LATER


async def test_a_peer_without_a_card_is_searched_now_and_then(
    office: Office, looker: Looker
) -> None:
    async with script() as vendor:
        peer, seen = office.peer(vendor.url), Seen(office.peers["vendor"].url)
        for _ in range(12):
            await looker.look(peer, seen)
        assert len(vendor.asked) == len(CARD_PATHS) + 11
    assert office.health.get("vendor").status is HealthStatus.UP


async def test_a_peer_that_is_not_there_is_down(office: Office, looker: Looker) -> None:
    peer = office.peer("http://127.0.0.1:9")
    await looker.look(peer, Seen(peer.url))
    assert office.health.get("vendor").status is HealthStatus.DOWN
    assert not office.health.is_available("vendor")


async def test_so_is_one_whose_server_is_broken(office: Office, looker: Looker) -> None:
    async with script(**{WELL_KNOWN: card_v1("/a2a")}) as vendor:
        peer = office.peer(vendor.url)
        await looker.look(peer, Seen(peer.url))
        vendor.answers[WELL_KNOWN] = (502, {"error": "bad gateway"})
        await looker.look(peer, Seen(peer.url))
    assert office.health.get("vendor").status is HealthStatus.DOWN


@pytest.mark.parametrize(
    "answer",
    [(200, "<html>"), (401, {}), web.Response(status=302, headers={"Location": "/"})],
    ids=["no card", "closed", "redirect"],
)
async def test_whatever_else_it_serves_it_is_there(
    office: Office, looker: Looker, answer: Any
) -> None:
    async with script(**{WELL_KNOWN: answer}) as vendor:
        peer, seen = office.peer(vendor.url), Seen(office.peers["vendor"].url, looks=1)
        await looker.look(peer, seen)
    assert office.health.get("vendor").status is HealthStatus.UP


async def test_a_look_ends_a_backoff(office: Office, looker: Looker) -> None:
    office.health.note_failure("vendor", "refused")
    async with script(**{WELL_KNOWN: card_v1("/a2a")}) as vendor:
        peer = office.peer(vendor.url)
        await looker.look(peer, Seen(peer.url))
    assert office.health.is_available("vendor")


async def test_what_our_own_rules_forbid_says_nothing(office: Office, looker: Looker) -> None:
    peer = office.peer("http://192.0.2.1")
    await looker.look(peer, Seen(peer.url))
    assert office.health.get("vendor").status is HealthStatus.UNKNOWN


@pytest.mark.parametrize("looks", [0, 1], ids=["in all places", "at the first"])
async def test_a_certificate_of_ours_that_cannot_be_used_says_nothing(
    office: Office, looker: Looker, looks: int
) -> None:
    async with script(**{WELL_KNOWN: card_v1("/a2a")}) as vendor:
        peer = office.peer(vendor.url)
        ours = replace(office.exchange.reach(peer), identity=Identity("no-such.crt", "no-such.key"))
        exchange = replace(office.exchange, reach=lambda _: ours)
        await replace(looker, exchange=exchange).look(peer, Seen(peer.url, looks=looks))
        assert vendor.asked == []
    assert office.health.get("vendor").status is HealthStatus.UNKNOWN
