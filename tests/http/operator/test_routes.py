"""The rules as the operator sees them, and what becomes of a text."""

import pytest

from gateway.config import PeerRow
from gateway.config.route_row import RouteRow
from tests.http.operator.conftest import Office

PEERS = ({"name": "vip", "tags": ["gold"]}, {"name": "narrow", "skills": ["echo"]})
ROUTES = (
    {
        "name": "billing",
        "keyword": ["invoice"],
        "regex": r"INV-\d+",
        "skill": "asking",
        "timeout": 5,
        "fallback": "desk",
        "escalation": "https://tickets.example/hooks/canary-path",
    },
    {"name": "gold", "tag": "gold", "peer": "nobody"},
    {"name": "desk", "skill": "get_quote", "answer": "Later."},
)


@pytest.fixture
def routed(office: Office) -> Office:
    """The gateway with rules, as after a reload."""
    settings = office.services.live.file
    peers = (*settings.peers, *map(PeerRow.model_validate, PEERS))
    routes = tuple(map(RouteRow.model_validate, ROUTES))
    office.services.adopt(settings.model_copy(update={"peers": peers, "routes": routes}))
    return office


async def test_rules_are_listed_in_their_order(routed: Office) -> None:
    status, answer = await routed.get("/routes")
    assert (status, answer["default_skill"]) == (200, "chat")
    billing, gold, desk = answer["routes"]
    assert billing == {
        "name": "billing",
        "keyword": ["invoice"],
        "regex": "INV-\\d+",
        "tag": "",
        "default": False,
        "skill": "asking",
        "peer": "",
        "is_there": True,
        "timeout": 5,
        "fallback": "desk",
        "answer": "",
        "escalation": "https://tickets.example:443",
    }
    assert (gold["peer"], gold["is_there"]) == ("nobody", False)
    assert desk["answer"] == "Later."


@pytest.mark.parametrize(
    ("body", "route", "why", "skill", "may"),
    [
        ({"text": "invoice inv-12"}, "billing", 'keyword "invoice" and regex', "asking", None),
        ({"text": "invoice"}, None, "no rule holds", "chat", None),
        ({"text": "hello", "peer": "vip"}, "gold", 'tag "gold"', "gold", True),
        ({"text": "invoice INV-1", "peer": "narrow"}, "billing", "keyword", "asking", False),
        ({"text": "skill:echo {}", "peer": "narrow"}, None, "names the skill", "echo", True),
        ({"text": "skill:nosuch", "peer": "narrow"}, None, "names the skill", "nosuch", False),
    ],
)
async def test_a_text_is_tried_without_running_anything(
    routed: Office, body: dict[str, str], route: str | None, why: str, skill: str, may: bool | None
) -> None:
    status, answer = await routed.post("/routes/test", body)
    assert status == 200
    assert (answer["route"] and answer["route"]["name"]) == route
    assert why in answer["why"]
    assert (answer["skill"], answer["may"]) == (skill, may)
    assert await routed.tenant.list_activity() == []


async def test_a_peer_without_a_row_is_refused(routed: Office) -> None:
    status, answer = await routed.post("/routes/test", {"text": "x", "peer": "who"})
    assert status == 400
    assert "peer" in answer["error"]
