"""Peers that the store keeps, as the operator's API adds and changes them."""

import asyncio
import json
from typing import Any

import pytest

from gateway.store.managed import Purpose
from tests.http.operator.conftest import Office

HAL = {"name": "hal", "url": "https://127.0.0.1:9", "skills": ["echo"]}
CANARY = "canary-given-by-hal"


async def add(office: Office, **row: Any) -> str:
    """The token that the peer calls with."""
    status, added = await office.post("/peers", {**HAL, **row})
    assert status == 200, added
    return str(added["token"])


async def call(office: Office, token: str, skill: str = "echo") -> int:
    body = {"skill": skill, "arguments": {}}
    headers = {"Authorization": f"Bearer {token}"}
    async with office.client.post("/a2a", json=body, headers=headers) as response:
        return int(response.status)


async def test_a_peer_is_let_in_from_its_adding_to_its_removal(office: Office) -> None:
    token = await add(office)
    assert await call(office, token) == 200
    assert await call(office, token, "get_quote") == 404
    for status, code in (("paused", 401), ("active", 200), ("revoked", 401)):
        assert (await office.post("/peers/hal/status", {"status": status}))[0] == 200
        assert await call(office, token) == code
    assert (await office.post("/peers/hal/status", {"status": "active"}))[0] == 409
    assert (await office.ask("DELETE", "/peers/hal"))[0] == 200
    assert await office.get("/peers/hal") == (404, {"error": "no peer has this name"})
    other = await add(office)
    assert (await call(office, token), await call(office, other)) == (401, 200)


async def test_no_secret_is_shown(office: Office) -> None:
    token = await add(office, token=CANARY)
    told = json.dumps([await office.get("/peers"), await office.get("/peers/hal")])
    assert CANARY not in told
    assert token not in told
    assert "hash" not in told
    _, hal = await office.get("/peers/hal")
    assert (hal["source"], hal["outbound_token"], hal["token_problem"]) == ("store", "stored", "")


async def test_a_row_of_the_file_is_not_changed_here(office: Office) -> None:
    for path, body in (("status", {"status": "paused"}), ("rotate", {})):
        status, answer = await office.post(f"/peers/acme/{path}", body)
        assert (status, "row of the config file" in answer["error"]) == (409, True)
    assert (await office.ask("DELETE", "/peers/acme"))[0] == 404
    assert (await office.post("/peers", {"name": "acme"}))[0] == 409
    assert await call(office, "token-of-acme") == 200


@pytest.mark.parametrize(
    "row",
    [
        {"name": ""},
        {"name": "Not A Slug"},
        {"tokens": []},
        {"nonsense": 1},
        {"url": "https://10.0.0.1"},
        {"url": "http://a.example"},
        {"outbound_token": CANARY},
        {"token": "two words"},
        {"token": "a\r\nX-Evil: 1"},
        {"token": 5},
        {"url": "", "token": CANARY},
        {"status": "gone"},
    ],
)
async def test_a_row_that_cannot_be_is_refused_without_a_word_of_it(
    office: Office, row: dict[str, Any]
) -> None:
    status, answer = await office.post("/peers", {**HAL, **row})
    assert status == 400, answer
    assert "canary" not in str(answer)
    assert (await office.get("/peers/hal"))[0] == 404


async def test_a_token_can_be_kept_for_a_row_of_the_file(office: Office) -> None:
    assert (await office.ask("PUT", "/peers/vendor/token", {"token": CANARY}))[0] == 200
    [kept] = await office.tenant.managed.list_secrets(Purpose.OUTBOUND)
    assert kept.peer == "vendor"
    assert kept.about == office.services.live.settings.peers[2].url
    assert CANARY.encode() not in kept.sealed
    assert (await office.ask("DELETE", "/peers/vendor/token"))[0] == 200
    assert await office.tenant.managed.list_secrets(Purpose.OUTBOUND) == []


@pytest.mark.parametrize("seconds", [-1, 366 * 86_400 + 1, "one", True])
async def test_an_overlap_is_bounded(office: Office, seconds: Any) -> None:
    await add(office)
    assert (await office.post("/peers/hal/rotate", {"overlap_seconds": seconds}))[0] == 400
    assert len((await office.get("/peers/hal"))[1]["tokens"]) == 1


@pytest.mark.parametrize("seconds", [0, 90 * 86_400 + 1, "one"])
async def test_an_invitation_is_for_a_bounded_time(office: Office, seconds: Any) -> None:
    body = {"name": "hal", "expires_seconds": seconds}
    assert (await office.post("/invitations", body))[0] == 400
    assert (await office.get("/invitations"))[1] == {"invitations": []}


async def test_an_invitation_is_given_listed_and_withdrawn(office: Office) -> None:
    status, made = await office.post("/invitations", {"name": "hal", "skills": ["echo"]})
    assert (status, made["agent"], made["peergate_invite"]) == (200, "Office", 1)
    code = made["invitation_url"].rpartition("/")[2]
    _, listed = await office.get("/invitations")
    assert [(row["name"], row["state"]) for row in listed["invitations"]] == [("hal", "open")]
    assert code not in str(listed)
    assert await office.ask("DELETE", "/invitations/hal") == (200, {"withdrawn": 1})
    assert (await office.ask("DELETE", "/invitations/hal"))[0] == 404


@pytest.mark.parametrize("key", ["url", "tokens", "outbound_token", "endpoint", "status"])
async def test_an_invitation_says_nothing_that_comes_from_the_peer(
    office: Office, key: str
) -> None:
    assert (await office.post("/invitations", {"name": "hal", key: "x"}))[0] == 400


@pytest.mark.parametrize("invite", [None, {}, [], "x", {"peergate_invite": 1}])
async def test_what_is_no_invitation_is_not_accepted(office: Office, invite: Any) -> None:
    assert (await office.post("/invitations/accept", {"invite": invite, "name": "hal"}))[0] == 400


@pytest.mark.parametrize("end", ["revoked", "paused", "removed"])
async def test_an_open_stream_of_a_peer_ends_with_its_right_to_call(
    office: Office, end: str
) -> None:
    token = await add(office, skills=["endless"])
    part = {"data": {"skill": "endless", "arguments": {}}}
    message = {"messageId": office.services.clock.new_id(), "role": "ROLE_USER", "parts": [part]}
    call = {"jsonrpc": "2.0", "id": 1, "method": "SendStreamingMessage"}
    headers = {"Authorization": f"Bearer {token}"}
    body = {**call, "params": {"message": message}}
    async with office.client.post("/a2a", json=body, headers=headers) as response:
        assert response.content_type == "text/event-stream"
        assert await response.content.readuntil(b"\n\n")
        if end == "removed":
            await office.ask("DELETE", "/peers/hal")
        else:
            await office.post("/peers/hal/status", {"status": end})
        async with asyncio.timeout(60):
            await response.content.read()
