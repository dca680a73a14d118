"""What an operator sends to the discover endpoint, and what each action answers."""

import json
from typing import Any

import pytest

from gateway.dialects.card import CARD_PATHS
from tests.e2e.caller import Answer, new_address
from tests.e2e.flowwink.conftest import OUTBOUND_PATH, Company
from tests.e2e.site import Gateway
from tests.outbox.scripted import Script, completed, speaks

PATHS = ("/a2a/discover", "/functions/v1/a2a/discover", "/functions/v1/a2a-discover")
CARD_PATH = "/functions/v1/agent-card"
INGEST = "/functions/v1/a2a/ingest"
AUDIT = {"findings": ["slow"], "recommendations": ["cache"]}


def discover(company: Company, action: str, path: str = PATHS[0], **body: Any) -> Answer:
    return company.operator.post({"action": action, **body}, path)


def card_of(remote: Script) -> dict[str, Any]:
    """A card as Flowwink's server writes it."""
    return {
        "protocolVersion": "0.3.0",
        "version": "1.0.0",
        "name": "Vendor",
        "description": "Sells.",
        "url": remote.url + INGEST,
        "capabilities": {"streaming": False},
        "skills": [{"id": "quote", "name": "quote", "description": "Quote.", "tags": ["general"]}],
        "security": [{"bearer": []}],
    }


@pytest.mark.parametrize("path", PATHS)
def test_a_probe_shows_the_card_that_was_found(company: Company, remote: Script, path: str) -> None:
    remote.answers = {CARD_PATH: card_of(remote)}

    answer = discover(company, "probe", path, peer_url=remote.url, plain_http=True)

    assert answer.status == 200
    assert answer.json == {
        "success": True,
        "found_at": remote.url + CARD_PATH,
        "agent_card": {
            "name": "Vendor",
            "description": "Sells.",
            "skills": [{"id": "quote", "name": "quote", "description": "Quote."}],
            "protocol_version": "0.3",
        },
    }
    assert [asked.path for asked in remote.asked] == list(CARD_PATHS)
    assert all("Authorization" not in asked.headers for asked in remote.asked)


def test_a_known_suffix_is_stripped_off_a_pasted_url(company: Company, remote: Script) -> None:
    remote.answers = {"/team" + CARD_PATH: card_of(remote)}

    answer = discover(company, "probe", peer_url=f"{remote.url}/team{INGEST}", plain_http=True)

    assert answer.json["found_at"] == f"{remote.url}/team{CARD_PATH}"
    assert [asked.path for asked in remote.asked][: len(CARD_PATHS)] == list(CARD_PATHS)


def test_a_probe_that_finds_nothing_says_where_it_looked(company: Company, remote: Script) -> None:
    answer = discover(company, "probe", peer_url=remote.url, plain_http=True)

    assert answer.status == 200
    assert answer.json.keys() == {"success", "error", "tried_paths"}
    assert answer.json["success"] is False
    assert answer.json["tried_paths"] == [remote.url + path for path in CARD_PATHS]


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "https://192.168.7.7/", "ftp://a.example", "nonsense"]
)
def test_a_url_that_may_not_be_called_is_not_probed(company: Company, url: str) -> None:
    answer = discover(company, "probe", peer_url=url)

    assert answer.status == 400
    assert answer.json["error"].startswith("This gateway does not call that address: ")


def test_what_is_discovered_is_how_the_peer_is_called_next(
    company: Company, remote: Script
) -> None:
    remote.answers = {
        CARD_PATH: card_of(remote),
        INGEST: speaks({"message/send": lambda _: completed([{"type": "text", "text": "hi"}])}),
    }

    found = discover(company, "discover", peer_id="unknown")
    remote.asked.clear()
    answer = company.operator.post({"peer_name": "unknown", "message": "hello"}, OUTBOUND_PATH)

    assert (found.status, found.json["agent_card"]["name"]) == (200, "Vendor")
    assert answer.json == {"result": "hi"}
    assert [asked.path for asked in remote.asked] == [INGEST]


def test_a_peer_of_which_no_card_is_found_is_a_bad_gateway(
    company: Company, remote: Script
) -> None:
    answer = discover(company, "discover", peer_name="by_native")

    assert (answer.status, answer.json["success"]) == (502, False)
    assert len(answer.json["tried_paths"]) == len(CARD_PATHS)


def test_a_second_gateway_is_discovered(company: Company, gateway: Gateway) -> None:
    answer = discover(company, "discover", peer_name="partner")

    assert answer.json["found_at"] == gateway.url + CARD_PATHS[0]
    assert answer.json["agent_card"]["protocol_version"] == "1.0"
    assert "get_quote" in {skill["id"] for skill in answer.json["agent_card"]["skills"]}


@pytest.mark.parametrize("action", ["audit", "test"])
def test_an_audit_and_a_test_are_skill_text_and_answer_what_the_peer_did(
    company: Company, remote: Script, action: str
) -> None:
    text = json.dumps(AUDIT)
    remote.answers = {
        "/a2a/ingest": speaks(
            {"message/send": lambda _: completed([{"type": "text", "text": text}])}
        )
    }

    answer = discover(
        company, action, peer_id="by_flowwink", arguments={"url": "https://a.example"}
    )

    (part,) = remote.calls[0].body["params"]["message"]["parts"]
    assert part["text"] == f'skill:openclaw_{action} {{"url":"https://a.example"}}'
    assert (answer.status, answer.json) == (200, AUDIT)


def test_an_audit_of_a_peer_that_is_not_there_is_unavailable(company: Company) -> None:
    answer = discover(company, "audit", peer_name="asleep")

    assert (answer.status, answer.json["error"]["code"]) == (503, "peer_unavailable")


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({}, 400, "action must be probe, discover, audit or test"),
        ({"action": "delete"}, 400, "action must be probe, discover, audit or test"),
        ({"action": 7}, 400, "action must be a string"),
        ({"action": "probe"}, 400, "peer_url is required"),
        ({"action": "probe", "peer_url": 7}, 400, "peer_url must be a string"),
        ({"action": "discover"}, 400, "peer_name is required"),
        ({"action": "audit", "peer_name": "nobody"}, 404, "no row is named 'nobody'"),
        ({"action": "test", "peer_name": "paused"}, 409, "paused is paused"),
        ({"action": "discover", "peer_name": "nowhere"}, 400, "has no url"),
        (
            {"action": "audit", "peer_name": "partner", "arguments": 7},
            400,
            "arguments must be an object",
        ),
    ],
)
def test_a_body_that_is_wrong_is_told_which_field(
    company: Company, body: Any, status: int, said: str
) -> None:
    answer = company.operator.post(body, PATHS[0])

    assert answer.status == status
    assert said in answer.json["error"]


@pytest.mark.parametrize("path", PATHS)
def test_only_the_operator_may_look_for_peers(company: Company, path: str) -> None:
    body = {"action": "probe", "peer_url": "https://a.example"}

    refusals = [
        caller.post(body, path, **new_address()) for caller in (company.stranger, company.acme)
    ]

    assert [answer.status for answer in refusals] == [401, 401]
