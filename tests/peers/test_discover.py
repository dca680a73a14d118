"""Looking for a peer: where, in which order, what counts as a card, and what is kept."""

from typing import Any

import pytest

from gateway.core.clock import Clock
from gateway.core.errors import EgressDenied, PeerWithoutUrl
from gateway.core.json import Json
from gateway.dialects.card import CARD_PATHS
from gateway.net import Reach
from gateway.outbox import Kind, Ways
from gateway.outbox.card import base_url, card_urls
from gateway.peers import Discoverer, write_probe
from gateway.store.health import HealthStatus
from tests.closed import closed_port
from tests.outbox.conftest import Office
from tests.outbox.post import NETWORKS
from tests.outbox.scripted import QUOTE, card_v1, script, speaks, task_v1

CARDS: dict[str, Json] = {
    "1.0": card_v1("/a2a", skills=[{"id": "q", "name": "Quote", "description": "d", "tags": []}]),
    "0.3": {"name": "Old", "url": "/rpc", "protocolVersion": "0.3.0", "skills": []},
    "seed": {"name": "Seed", "url": "/a2a", "capabilities": {"streaming": False}},
    "moltflow": {"name": "Molt", "capabilities": ["quote"], "rpc_endpoint": "/api/v2/a2a"},
    "nameless": {"skills": [{"id": "q"}]},
    "version": {"protocolVersion": "0.2.5"},
}


@pytest.fixture
def discoverer(office: Office) -> Discoverer:
    ways = Ways(office.tenant, office.exchange, office.pins, Clock())
    return Discoverer(
        office.exchange, ways, office.pins, office.health, office.outbox, lambda: Reach.of(NETWORKS)
    )


@pytest.mark.parametrize(
    ("pasted", "base"),
    [
        ("https://a.example", "https://a.example"),
        ("https://a.example/", "https://a.example"),
        ("https://a.example/.well-known/agent-card.json", "https://a.example"),
        ("https://a.example/a2a/ingest", "https://a.example"),
        ("https://a.example/functions/v1/a2a-ingest?x=1", "https://a.example"),
        ("https://a.example/functions/v1/a2a/discover/", "https://a.example"),
        ("https://a.example/team/a2a/v1", "https://a.example/team"),
        ("https://a.example:8443/team", "https://a.example:8443/team"),
    ],
)
def test_known_suffixes_are_stripped(pasted: str, base: str) -> None:
    assert base_url(pasted) == base


def test_the_origin_comes_first_and_then_the_pasted_path() -> None:
    assert card_urls("https://a.example/a2a") == tuple(
        f"https://a.example{path}" for path in CARD_PATHS
    )
    assert card_urls("https://a.example/team") == (
        *(f"https://a.example{path}" for path in CARD_PATHS),
        *(f"https://a.example/team{path}" for path in CARD_PATHS),
    )


@pytest.mark.parametrize("form", CARDS)
@pytest.mark.parametrize("path", CARD_PATHS)
async def test_every_card_is_found_at_every_path(
    discoverer: Discoverer, form: str, path: str
) -> None:
    async with script() as peer:
        peer.answers = {path: CARDS[form]}
        probe = await discoverer.probe(peer.url, plain_http=True)
        assert probe.found_at == peer.url + path
        assert [asked.path for asked in peer.asked] == [*CARD_PATHS[: len(probe.tried)]]
    answer = write_probe(probe)
    assert answer["success"] is True
    assert answer["agent_card"].keys() == {"name", "description", "skills", "protocol_version"}
    assert answer["agent_card"]["name"] == CARDS[form].get("name", "")


async def test_what_is_no_card_is_passed_over(discoverer: Discoverer) -> None:
    async with script() as peer:
        peer.answers = {
            "/.well-known/agent-card.json": {"hello": "world"},
            "/.well-known/agent.json": ["name"],
            "/agent-card": {"name": "x" * 60_000},
            "/agent-card.json": (500, {"name": "broken"}),
            "/a2a/agent-card": CARDS["0.3"],
        }
        answer = write_probe(await discoverer.probe(peer.url, plain_http=True))
    assert answer["found_at"].endswith("/a2a/agent-card")
    assert answer["agent_card"]["protocol_version"] == "0.3"


async def test_a_probe_that_finds_nothing_says_where_it_looked(discoverer: Discoverer) -> None:
    async with script() as peer:
        probe = await discoverer.probe(f"{peer.url}/team", plain_http=True)
        answer = write_probe(probe)
        assert answer == {
            "success": False,
            "error": "No agent card found. The agent's answer breaks the protocol: HTTP 404",
            "tried_paths": list(card_urls(f"{peer.url}/team")),
        }


async def test_a_probe_of_nothing_ends_at_once(discoverer: Discoverer) -> None:
    with closed_port() as port:
        probe = await discoverer.probe(f"http://127.0.0.1:{port}", plain_http=True)
    assert not probe.success
    assert len(probe.tried) == 1
    assert "cannot be reached" in probe.error


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "https://10.0.0.1", "ftp://a.example"])
async def test_a_url_out_of_reach_is_refused(discoverer: Discoverer, url: str) -> None:
    with pytest.raises(EgressDenied):
        await discoverer.probe(url)


async def test_a_discovery_is_kept_and_the_next_call_takes_it(
    discoverer: Discoverer, office: Office
) -> None:
    async with script() as peer:
        peer.answers = {
            "/agent-card": card_v1("/rpc"),
            "/rpc": speaks({"SendMessage": lambda _: {"task": task_v1()}}),
        }
        row = office.peer(peer.url)
        assert (await discoverer.discover(row)).success
        found = await office.found()
        assert (found.dialect, found.endpoint) == ("a2a-1.0", f"{peer.url}/rpc")
        assert found.found_at == f"{peer.url}/agent-card"
        peer.asked.clear()
        assert (await office.ask(row)).value == QUOTE
        assert [asked.path for asked in peer.asked] == ["/rpc"]


async def test_a_card_without_a_version_is_kept_without_a_way(
    discoverer: Discoverer, office: Office
) -> None:
    async with script() as peer:
        peer.answers = {"/agent-card": CARDS["nameless"]}
        assert (await discoverer.discover(office.peer(peer.url))).success
    found = await office.found()
    assert (found.dialect, found.card) == ("", '{"skills":[{"id":"q"}]}')


@pytest.mark.parametrize(
    ("method", "dialect"),
    [("SendMessage", "a2a-1.0"), ("message/send", "a2a-0.3"), ("tasks/send", "tasks")],
)
@pytest.mark.parametrize("has_card", [True, False])
async def test_a_language_that_no_card_says_is_found_by_empty_calls(
    discoverer: Discoverer, office: Office, method: str, dialect: str, has_card: bool
) -> None:
    async with script() as peer:
        # It takes what is there without a look, and stumbles over what is not.
        peer.answers = {"/a2a": speaks({method: lambda params: [params["message"]]})}
        if has_card:
            peer.answers["/.well-known/agent.json"] = CARDS["seed"]
        probe = await discoverer.discover(office.peer(peer.url))
        assert all(asked.body.get("params", {}) == {} for asked in peer.calls)
    assert (probe.success, probe.dialect) == (True, dialect)
    assert (await office.found()).endpoint == f"{peer.url}/a2a"
    assert office.health.get("vendor").status is HealthStatus.UP


@pytest.mark.parametrize(
    ("answer", "speaks_it"),
    [
        ((400, {"error": {"message": "Missing 'input'.", "type": "invalid_request_error"}}), True),
        ((401, {"error": {"message": "Incorrect API key.", "code": "invalid_api_key"}}), True),
        ((422, {"detail": [{"loc": ["body", "model"], "msg": "Field required"}]}), True),
        ({"object": "response", "id": "resp_1", "output": []}, True),
        ((404, {"error": {"message": "No such path.", "type": "not_found"}}), False),
        ((400, {"error": 'Missing "skill" field'}), False),
        ({"hello": "world"}, False),
        ((500, {"error": {"message": "broken"}}), False),
    ],
)
async def test_a_server_of_models_is_known_by_what_it_answers_to_nothing(
    discoverer: Discoverer, office: Office, answer: Json, speaks_it: bool
) -> None:
    async with script(**{"/v1/responses": answer}) as peer:
        probe = await discoverer.discover(office.peer(peer.url))
    assert (probe.success, probe.dialect) == (speaks_it, "responses" if speaks_it else "")
    if speaks_it:
        assert write_probe(probe)["found_at"] == f"{peer.url}/v1/responses"


async def test_who_does_not_let_us_in_is_asked_nothing_more(
    discoverer: Discoverer, office: Office
) -> None:
    async with script(**{"/a2a": (401, {"error": "no"})}) as peer:
        probe = await discoverer.discover(office.peer(peer.url))
    assert (probe.success, len(peer.calls)) == (False, 1)


async def test_a_discovery_that_fails_keeps_what_was_known(
    discoverer: Discoverer, office: Office
) -> None:
    async with script() as peer:
        peer.answers = {"/agent-card": card_v1("/rpc")}
        row = office.peer(peer.url)
        await discoverer.discover(row)
        peer.answers = {}
        assert not (await discoverer.discover(row)).success
    assert (await office.found()).dialect == "a2a-1.0"


async def test_a_row_without_a_url_is_not_discovered(
    discoverer: Discoverer, office: Office
) -> None:
    with pytest.raises(PeerWithoutUrl, match="no url"):
        await discoverer.discover(office.peer(""))


@pytest.mark.parametrize("row", [{"networks": ()}, {"plain_http": False}])
async def test_a_row_out_of_reach_is_not_discovered(
    discoverer: Discoverer, office: Office, row: dict[str, Any]
) -> None:
    async with script() as peer:
        with pytest.raises(EgressDenied):
            await discoverer.discover(office.peer(peer.url, **row))
        assert peer.asked == []


@pytest.mark.parametrize("action", ["audit", "test"])
async def test_an_audit_and_a_test_are_asked_for_as_skill_text(
    discoverer: Discoverer, office: Office, action: str
) -> None:
    async with script() as peer:
        peer.answers = {"/a2a": speaks({"SendMessage": lambda _: {"task": task_v1()}})}
        row = office.peer(peer.url)
        outcome = await getattr(discoverer, action)(row, {"url": "https://me.example"})
        (part,) = peer.calls[-1].body["params"]["message"]["parts"]
    assert outcome.kind is Kind.ANSWERED
    assert part["text"] == f'skill:openclaw_{action} {{"url":"https://me.example"}}'


async def test_a_discovery_shows_how_the_peer_is(office: Office, discoverer: Discoverer) -> None:
    async with script(**{CARD_PATHS[0]: CARDS["1.0"]}) as vendor:
        await discoverer.discover(office.peer(vendor.url))
    assert office.health.get("vendor").status is HealthStatus.UP
    await discoverer.discover(office.peer("http://127.0.0.1:9"))
    assert office.health.get("vendor").status is HealthStatus.DOWN


async def test_a_card_that_waits_is_told_and_the_one_before_it_kept(
    office: Office, discoverer: Discoverer
) -> None:
    async with script(**{CARD_PATHS[0]: card_v1("/a2a")}) as vendor:
        peer = office.peer(vendor.url)
        await discoverer.discover(peer)
        vendor.answers[CARD_PATHS[0]] = card_v1("https://elsewhere.example/a2a", name="Other")
        probe = await discoverer.discover(peer)
    assert write_probe(probe)["confirmation_needed"] is True
    assert write_probe(probe)["agent_card"]["name"] == "Vendor"
    assert (await office.found()).endpoint == f"{vendor.url}/a2a"
