"""Flowwink's paths: which there are, for whom, and what lies beside them."""

import pytest

from tests.e2e.flowwink.conftest import Company

CARD = "/functions/v1/agent-card"
HINT = "POST to /functions/v1/a2a/ and one of chat, discover, ingest, outbound"


@pytest.mark.parametrize(
    "path",
    [
        "/functions/v1/a2a",
        "/functions/v1/a2a/",
        "/functions/v1/a2a/delete",
        "/functions/v1/a2a/delete/",
        "/functions/v1/a2a/ingest/more",
        "/functions/v1/a2a/INGEST",
    ],
)
def test_an_unknown_action_is_told_the_ones_there_are(company: Company, path: str) -> None:
    for caller in (company.stranger, company.acme, company.operator):
        answer = caller.post({}, path)
        assert (answer.status, answer.json) == (404, {"error": "Unknown a2a action", "hint": HINT})


@pytest.mark.parametrize("action", ["ingest", "chat", "outbound", "discover"])
@pytest.mark.parametrize("mark", ["/", "-"])
def test_an_action_is_only_posted(company: Company, action: str, mark: str) -> None:
    answer = company.acme.get(f"/functions/v1/a2a{mark}{action}")

    assert answer.status == 405
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize("action", ["ingest", "chat"])
@pytest.mark.parametrize("mark", ["/", "-"])
def test_a_browser_may_ask_what_peers_may_post(company: Company, action: str, mark: str) -> None:
    answer = company.stranger.send("OPTIONS", f"/functions/v1/a2a{mark}{action}")

    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, "*")
    for name in ("authorization", "x-client-info", "apikey", "content-type"):
        assert name in answer.headers["Access-Control-Allow-Headers"]


def test_a_browser_may_read_the_card(company: Company) -> None:
    answer = company.stranger.send("OPTIONS", CARD)

    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, "*")


@pytest.mark.parametrize("action", ["outbound", "discover"])
def test_no_browser_elsewhere_may_ask_for_what_is_the_operators(
    company: Company, action: str
) -> None:
    answer = company.stranger.send("OPTIONS", f"/functions/v1/a2a/{action}")

    assert answer.status == 405
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_card_is_for_everyone_and_says_what_flowwinks_did(company: Company) -> None:
    answer = company.stranger.get(CARD)

    assert (answer.status, answer.headers["Cache-Control"]) == (200, "public, max-age=300")
    card = answer.json
    assert card["protocolVersion"] == "0.3.0"
    assert card["url"] == company.gateway.url + "/a2a"
    assert card["capabilities"]["streaming"] is True
    assert card["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert card["security"] == [{"bearer": []}]
    skills = {skill["id"]: skill for skill in card["skills"]}
    assert {"get_quote", "echo", "chat"} <= skills.keys()
    assert "house_keys" not in skills
    assert all({"id", "name", "description", "tags"} <= skill.keys() for skill in card["skills"])
