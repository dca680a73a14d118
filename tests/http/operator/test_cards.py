"""The operator's view of the peers' cards and health, and the yes to a card that changed."""

from typing import Any

import pytest

from gateway.auth.signing import Algorithm, Signer
from gateway.config import PeerRow
from gateway.dialects.card import write_canonical
from gateway.peers.jwks import JWKS_PATH
from tests.http.operator.conftest import Office
from tests.outbox.scripted import Script, card_v1, speaks, task_v1

PLACE = "/.well-known/agent-card.json"
SKILL = {"id": "get_quote", "name": "Quote", "description": "A price.", "tags": ["sales"]}
MOVED = "https://elsewhere.example/rpc"


async def discover(office: Office, vendor: Script, card: Any) -> Any:
    vendor.answers[PLACE] = card
    return await office.post("/discover", {"action": "discover", "peer": "vendor"})


async def test_a_card_that_was_found_is_shown(office: Office, vendor: Script) -> None:
    _, before = await office.get("/peers/vendor/card")
    assert (before["card"], before["confirmation_needed"]) == (None, False)
    await discover(office, vendor, card_v1("/rpc", skills=[SKILL]))
    status, shown = await office.get("/peers/vendor/card")
    assert status == 200
    assert shown["card"]["found_at"] == vendor.url + PLACE
    assert shown["card"]["signature"] == "unsigned"
    assert shown["card"]["document"]["name"] == "Vendor"
    assert [change["outcome"] for change in shown["history"]] == ["pinned"]


async def test_a_card_that_moves_its_agent_waits_and_is_confirmed(
    office: Office, vendor: Script
) -> None:
    await discover(office, vendor, card_v1("/rpc"))
    _, answer = await discover(office, vendor, card_v1(MOVED))
    assert answer["confirmation_needed"] is True
    assert (await office.get("/peers/vendor"))[1]["card"]["confirmation_needed"] is True
    _, shown = await office.get("/peers/vendor/card")
    assert shown["changes"] == [
        {
            "field": "interface JSONRPC 1.0",
            "old": f"{vendor.url}/rpc",
            "new": MOVED,
            "grave": True,
        }
    ]
    status, refused = await office.post("/peers/vendor/card/confirm", {"digest": "000000000000"})
    assert status == 409
    assert "another one came" in refused["error"]
    status, confirmed = await office.post("/peers/vendor/card/confirm", {"digest": shown["digest"]})
    assert status == 200
    assert confirmed["held"] is None
    assert confirmed["confirmed_origins"] == ["https://elsewhere.example:443"]
    assert not confirmed["confirmation_needed"]


@pytest.mark.parametrize("algorithm", list(Algorithm))
async def test_a_confirmation_pins_the_published_key_that_signed_the_card(
    office: Office, vendor: Script, algorithm: Algorithm
) -> None:
    signer, other = Signer.new(algorithm), Signer.new(Algorithm.EDDSA)
    card = card_v1("/rpc")
    card = {**card, "signatures": [signer.sign(form) for form in write_canonical(card)]}
    vendor.answers[JWKS_PATH] = {"keys": [dict(other.public), dict(signer.public), {}, "x"]}
    await discover(office, vendor, card)
    assert (await office.get("/peers/vendor"))[1]["card"]["signature"] == "unknown key"
    _, shown = await office.get("/peers/vendor/card")
    assert (shown["card"]["signed_by"], shown["fingerprints"]) == ([signer.kid], [])
    _, confirmed = await office.post("/peers/vendor/card/confirm", {})
    assert confirmed["fingerprints"] == [signer.kid]
    assert confirmed["card"]["signature"] == "verified"


async def test_a_key_that_is_published_nowhere_is_confirmed_as_its_owner_gave_it(
    office: Office, vendor: Script
) -> None:
    signer, other = Signer.new(Algorithm.ES256), Signer.new(Algorithm.EDDSA)
    card = card_v1("/rpc")
    card = {**card, "signatures": [signer.sign(form) for form in write_canonical(card)]}
    await discover(office, vendor, card)
    place = "/peers/vendor/card/confirm"
    assert (await office.post(place, {"fingerprint": signer.kid}))[0] == 409
    assert (await office.post(place, {"key": dict(other.public)}))[0] == 409
    asked = {"fingerprint": other.kid, "key": dict(signer.public)}
    assert (await office.post(place, asked))[0] == 409
    assert (await office.post(place, {"key": "no key"}))[0] == 400
    status, confirmed = await office.post(place, {"key": dict(signer.public)})
    assert (status, confirmed["fingerprints"]) == (200, [signer.kid])


async def test_without_a_card_there_is_nothing_to_confirm(office: Office) -> None:
    status, answer = await office.post("/peers/vendor/card/confirm", {})
    assert status == 409
    assert "peergate discover" in answer["error"]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_name_that_no_row_has_is_absent(office: Office, method: str) -> None:
    path = "/peers/nobody/card" if method == "GET" else "/peers/nobody/card/confirm"
    body = None if method == "GET" else {}
    assert await office.ask(method, path, body) == (404, {"error": "no peer has this name"})


async def test_skills_are_found_over_all_known_cards(office: Office, vendor: Script) -> None:
    await discover(office, vendor, card_v1("/rpc", skills=[SKILL]))
    expected = {
        "peer": "vendor",
        "agent": "Vendor",
        "skill": SKILL,
        "status": "up",
        "score": 100.0,
        "url": vendor.url,
    }
    assert await office.get("/cards?skill=get_quote") == (200, {"offers": [expected]})
    assert (await office.get("/cards?text=price"))[1]["offers"][0]["peer"] == "vendor"
    assert (await office.get("/cards?text=submarines"))[1] == {"offers": []}
    assert (await office.get("/cards"))[0] == 400
    assert (await office.get("/cards?skil=x"))[0] == 400


async def test_of_a_peer_that_is_removed_nothing_is_known(office: Office, vendor: Script) -> None:
    services = office.services
    for _ in range(2):
        row = PeerRow(name="brief", plain_http=True, url=vendor.url)
        await services.partners.managed.add(row)
        assert (await office.get("/peers/brief/card"))[1]["card"] is None
        assert services.health.is_available("brief")
        vendor.answers[PLACE] = card_v1("/rpc")
        await office.post("/discover", {"action": "discover", "peer": "brief"})
        services.health.note_failure("brief", "refused")
        assert (await office.get("/peers/brief/card"))[1]["card"] is not None
        assert (await office.ask("DELETE", "/peers/brief"))[0] == 200


async def test_calls_show_in_the_health_of_a_peer(office: Office, vendor: Script) -> None:
    _, unknown = await office.get("/peers/vendor")
    assert unknown["health"]["status"] == "unknown"
    vendor.answers = {
        PLACE: card_v1("/rpc"),
        "/rpc": speaks({"SendMessage": lambda _: {"task": task_v1()}}),
    }
    await office.post("/peers/vendor/calls", {"text": "hello"})
    health = (await office.get("/peers/vendor"))[1]["health"]
    assert (health["status"], health["failures"], health["next_try_at"]) == ("up", 0, None)
    assert health["latency_ms"] is not None
    vendor.answers = {"/rpc": (503, {"error": "later"})}
    for _ in range(2):
        # An operator need not wait for the next try.
        _, outcome = await office.post("/peers/vendor/calls", {"text": "hello"})
        assert outcome["kind"] == "retry"
    health = (await office.get("/peers/vendor"))[1]["health"]
    assert (health["status"], health["failures"]) == ("down", 1)
    assert health["next_try_at"] is not None
    assert health["error"].startswith("PEER_BUSY")


async def test_a_call_from_the_peer_ends_its_backoff(office: Office) -> None:
    office.services.health.note_failure("acme", "refused")
    await office.call("echo", "rival")
    assert not office.services.health.is_available("acme")
    await office.call("echo", "acme")
    assert office.services.health.is_available("acme")
