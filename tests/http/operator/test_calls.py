"""The operator calls peers and looks for agents."""

import asyncio
from typing import Any

import pytest

from tests.closed import closed_port
from tests.http.operator.conftest import Office
from tests.outbox.scripted import QUOTE, Script, card_v1, speaks, task_v1


def answers_with(state: str = "COMPLETED") -> dict[str, Any]:
    return {"/a2a": speaks({"SendMessage": lambda _: {"task": task_v1(state)}})}


async def test_a_skill_is_called_and_its_outcome_told(office: Office, vendor: Script) -> None:
    vendor.answers = answers_with()
    body = {"skill": "get_quote", "arguments": {"qty": 1}, "context_id": "c-9"}
    status, outcome = await office.post("/peers/vendor/calls", body)
    assert status == 200
    assert (outcome["kind"], outcome["result"], outcome["dialect"]) == (
        "answered",
        QUOTE,
        "a2a-1.0",
    )
    assert outcome["task"] == {"id": "task-1", "state": "completed", "context_id": "context-1"}
    [call] = vendor.calls
    assert call.body["params"]["message"]["contextId"] == "c-9"
    assert call.headers["Authorization"] == "Bearer canary-outbound"


async def test_a_structure_is_asked_for(office: Office, vendor: Script) -> None:
    vendor.answers = answers_with()
    body = {"text": "How much?", "response_schema": {"price": "number"}}
    await office.post("/peers/vendor/calls", body)
    [call] = vendor.calls
    assert call.body["params"]["metadata"]["responseSchema"] == {"price": "number"}


async def test_without_waiting_the_task_at_work_is_told(office: Office, vendor: Script) -> None:
    vendor.answers = answers_with("WORKING")
    body = {"text": "Do it.", "wait": False}
    status, outcome = await office.post("/peers/vendor/calls", body)
    assert (status, outcome["kind"], outcome["task"]["state"]) == (200, "answered", "working")
    assert vendor.calls[0].body["params"]["configuration"] == {"returnImmediately": True}


async def test_a_peer_that_is_not_there_is_an_outcome_too(office: Office, vendor: Script) -> None:
    vendor.answers = {"/a2a": (500, {"oops": True})}
    status, outcome = await office.post("/peers/vendor/calls", {"skill": "q"})
    assert status == 200
    assert outcome["kind"] in ("failed", "retry")
    assert outcome["error"]["message"]


@pytest.mark.parametrize(
    ("peer", "body", "status", "word"),
    [
        ("nobody", {"text": "x"}, 404, "nobody"),
        ("idle", {"text": "x"}, 409, "paused"),
        ("acme", {"text": "x"}, 200, None),
        ("vendor", {}, 400, "skill"),
        ("vendor", [], 400, "object"),
        ("vendor", {"text": "x", "arguments": {"a": 1}}, 400, "arguments"),
        ("vendor", {"skill": 5}, 400, "skill"),
        ("vendor", {"skill": "q", "arguments": []}, 400, "arguments"),
        ("vendor", {"text": "x", "wait": "no"}, 400, "wait"),
    ],
)
async def test_what_cannot_be_called_is_refused(
    office: Office, peer: str, body: Any, status: int, word: str | None
) -> None:
    found, answer = await office.post(f"/peers/{peer}/calls", body)
    assert found == status, answer
    if word is not None:
        assert word in answer["error"]
    else:
        assert answer["kind"] in ("unreachable", "refused", "failed")


async def test_a_url_is_probed_and_nothing_kept(office: Office, vendor: Script) -> None:
    vendor.answers = {"/agent-card": card_v1("/rpc")}
    body = {"action": "probe", "url": vendor.url, "plain_http": True}
    status, answer = await office.post("/discover", body)
    assert (status, answer["success"], answer["agent_card"]["name"]) == (200, True, "Vendor")
    assert await office.tenant.find_discovery("vendor") is None


async def test_a_peer_is_discovered_and_kept(office: Office, vendor: Script) -> None:
    status, answer = await office.post("/discover", {"action": "discover", "peer": "vendor"})
    assert (status, answer["success"]) == (200, False)
    vendor.answers = {"/agent-card": card_v1("/rpc")}
    status, answer = await office.post("/discover", {"action": "discover", "peer": "vendor"})
    assert (status, answer["success"]) == (200, True)
    assert await office.tenant.find_discovery("vendor") is not None


@pytest.mark.parametrize("action", ["audit", "test"])
async def test_a_peer_is_asked_to_look_at_us(office: Office, vendor: Script, action: str) -> None:
    vendor.answers = answers_with()
    body = {"action": action, "peer": "vendor", "arguments": {"deep": True}}
    status, outcome = await office.post("/discover", body)
    assert (status, outcome["kind"]) == (200, "answered")
    [part] = vendor.calls[-1].body["params"]["message"]["parts"]
    assert part["text"] == f'skill:openclaw_{action} {{"deep":true}}'


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        ({}, 400, "action"),
        ({"action": "dance", "peer": "vendor"}, 400, "probe, discover"),
        ({"action": "probe"}, 400, "url"),
        ({"action": "discover"}, 400, "peer"),
        ({"action": "discover", "peer": "nobody"}, 404, "nobody"),
        ({"action": "probe", "url": "https://10.0.0.1"}, 400, "not public"),
        ({"action": "probe", "url": "http://127.0.0.1:1"}, 400, "https"),
    ],
)
async def test_what_cannot_be_looked_for_is_refused(
    office: Office, body: Any, status: int, word: str
) -> None:
    found, answer = await office.post("/discover", body)
    assert found == status, answer
    assert word in answer["error"]


async def test_a_host_where_nothing_listens_is_said(office: Office) -> None:
    with closed_port() as port:
        body = {"action": "probe", "url": f"http://127.0.0.1:{port}", "plain_http": True}
        status, answer = await office.post("/discover", body)
    assert (status, answer["success"]) == (200, False)
    assert "cannot be reached" in answer["error"]


async def test_the_peers_row_says_how_long_a_call_may_take(office: Office, vendor: Script) -> None:
    async def hang(_: Any) -> Any:
        await asyncio.Event().wait()

    settings = office.services.live.file
    rows = tuple(
        row.model_copy(update={"timeout": 0.2}) if row.name == "vendor" else row
        for row in settings.peers
    )
    office.services.adopt(settings.model_copy(update={"peers": rows}))
    vendor.answers["/a2a"] = hang
    _, outcome = await office.post("/peers/vendor/calls", {"text": "hello"})
    assert (outcome["kind"], outcome["error"]["reason"]) == ("retry", "PEER_TIMEOUT")
