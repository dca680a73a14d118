"""The peers as the operator sees them: facts, what was seen, what was found, and no secret."""

import json

from tests.http.operator.conftest import OPERATOR, OUTBOUND, Office
from tests.outbox.scripted import Script, card_v1

SKILL = {"id": "q", "name": "Quote", "description": "Quotes.", "tags": []}


async def test_every_row_is_listed_in_its_order(office: Office) -> None:
    status, answer = await office.get("/peers")
    assert status == 200
    assert [peer["name"] for peer in answer["peers"]] == ["acme", "rival", "vendor", "idle"]
    assert [peer["status"] for peer in answer["peers"]][2:] == ["active", "paused"]
    assert answer["peers"][0]["tags"] == ["customer"]


async def test_what_was_seen_of_a_peer_is_told(office: Office) -> None:
    for _ in range(2):
        await office.call("echo")
    _, seen = await office.get("/peers/acme")
    _, unseen = await office.get("/peers/rival")
    assert seen["request_count"] == 2
    assert seen["first_seen_at"] <= seen["last_seen_at"]
    assert (unseen["request_count"], unseen["last_seen_at"]) == (0, None)


async def test_what_was_found_is_told(office: Office, vendor: Script) -> None:
    assert (await office.get("/peers/vendor"))[1]["found"] is None
    vendor.answers = {"/agent-card": card_v1("/rpc", skills=[SKILL])}
    await office.post("/discover", {"action": "discover", "peer": "vendor"})
    _, peer = await office.get("/peers/vendor")
    found = peer["found"]
    assert (found["dialect"], found["endpoint"]) == ("a2a-1.0", f"{vendor.url}/rpc")
    assert found["found_at"] == f"{vendor.url}/agent-card"
    assert found["agent_card"]["name"] == "Vendor"
    assert found["agent_card"]["skills"] == [{"id": "q", "name": "Quote", "description": "Quotes."}]


async def test_no_secret_and_no_hash_is_shown(office: Office) -> None:
    rows = office.services.live.settings.peers
    told = json.dumps([await office.get("/peers"), await office.get("/peers/acme")])
    for row in rows:
        for token in row.tokens:
            assert token.hash not in told
    assert "hash" not in told
    assert OUTBOUND not in told
    assert OPERATOR not in told
    _, peer = await office.get("/peers/acme")
    assert peer["tokens"] == [{"id": "a", "expires": None}]
    assert (await office.get("/peers/vendor"))[1]["outbound_token"] == "env:VENDOR"


async def test_a_name_that_no_row_has_is_absent(office: Office) -> None:
    assert await office.get("/peers/nobody") == (404, {"error": "no peer has this name"})
