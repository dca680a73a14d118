"""What is owed to webhooks, for the operator."""

import asyncio
from typing import Any

import pytest
from aiohttp import web

from gateway.config.route_row import RouteRow
from gateway.core.delivery import DeliveryState
from gateway.outbox import escalation
from gateway.store.outbox import StopLane
from tests.http.operator.conftest import Office
from tests.http.operator.test_activity import read_all
from tests.outbox.scripted import Script, script
from tests.until import until

SECRET = "canary-webhook-path"
TOKEN = "canary-webhook-token"


async def call(office: Office, url: str, skill: str = "echo", config_id: str = "hook") -> Any:
    """The task of a call whose webhook has this URL, with a secret in its path."""
    config = {
        "id": config_id,
        "url": f"{url}/{SECRET}",
        "token": TOKEN,
        "authentication": {"scheme": "Bearer", "credentials": TOKEN},
    }
    message = {
        "messageId": office.services.clock.new_id(),
        "role": "ROLE_USER",
        "parts": [{"data": {"skill": skill, "arguments": {}}}],
    }
    params = {"message": message, "configuration": {"taskPushNotificationConfig": config}}
    body = {"jsonrpc": "2.0", "id": 1, "method": "SendMessage", "params": params}
    headers = {"Authorization": "Bearer token-of-acme"}
    async with office.client.post("/a2a", json=body, headers=headers) as response:
        answer = await response.json()
    return answer["result"]["task"]


async def rows(office: Office, query: str = "") -> list[Any]:
    _, answer = await office.get(f"/outbox{query}")
    return answer["outbox"]


async def late(office: Office, receiver: Script) -> list[Any]:
    """The rows of a call whose webhook fails, once it has, oldest first."""
    receiver.answers = {f"/{SECRET}": (500, {})}
    task = await call(office, receiver.url)
    found: list[Any] = []
    while not any(row["tries"] for row in found):
        await asyncio.sleep(0.001)
        found = await rows(office, f"?task={task['id']}")
    return sorted(found, key=lambda row: -row["tries"])


async def test_what_is_late_is_listed_with_the_reason(office: Office) -> None:
    async with script() as receiver:
        first, second = await late(office, receiver)
    assert (first["state"], first["tries"], first["error"]) == ("waiting", 1, "HTTP 500")
    assert first["next_at"] > first["created_at"]
    assert (second["tries"], second["next_at"], second["error"]) == (0, None, "")
    assert {row["peer"] for row in (first, second)} == {"acme"}
    assert {row["config_id"] for row in (first, second)} == {"hook"}


async def test_one_is_shown_with_its_body_and_no_secret(office: Office) -> None:
    async with script() as receiver:
        first, _ = await late(office, receiver)
        status, shown = await office.get(f"/outbox/{first['id']}")
    assert status == 200
    assert shown["body"]["artifactUpdate"]["taskId"] == first["task_id"]
    assert shown["media_type"] == "application/a2a+json"
    assert shown["webhook"] == {"origin": receiver.url, "disabled": ""}
    for secret in (SECRET, TOKEN):
        assert secret not in str(shown)


async def test_one_that_is_sent_again_arrives(office: Office) -> None:
    async with script() as receiver:
        first, _ = await late(office, receiver)
        receiver.answers = {f"/{SECRET}": (200, {})}
        status, answer = await office.post(f"/outbox/{first['id']}/retry")
        assert (status, answer["id"]) == (200, first["id"])
        await until(lambda: len(receiver.asked) == 3)
        ids = [asked.headers["webhook-id"] for asked in receiver.asked]
    assert ids[0] == ids[1] == first["id"] != ids[2]
    while await rows(office):  # noqa: ASYNC110
        await asyncio.sleep(0.001)


async def test_a_dead_letter_is_sent_once_more(office: Office) -> None:
    async with script() as receiver:
        first, second = await late(office, receiver)
        lane = f"push:{first['task_id']}:hook"
        await office.tenant.commit(StopLane(lane, "stopped"))
        assert {row["state"] for row in await rows(office, "?state=dead")} == {"dead"}
        receiver.answers = {f"/{SECRET}": (200, {})}
        await office.post(f"/outbox/{second['id']}/retry")
        await until(lambda: len(receiver.asked) == 2)
    while len(await rows(office)) > 1:  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    assert [row["id"] for row in await rows(office)] == [first["id"]]


async def test_one_that_is_dropped_is_gone(office: Office) -> None:
    async with script() as receiver:
        first, second = await late(office, receiver)
        dropped = await office.ask("DELETE", f"/outbox/{second['id']}")
    assert dropped == (200, {"dropped": second["id"]})
    assert [row["id"] for row in await rows(office)] == [first["id"]]


async def test_one_that_is_on_its_way_is_not_dropped(office: Office) -> None:
    gate = asyncio.Event()

    async def hang(_: object) -> web.Response:
        await gate.wait()
        return web.Response()

    async with script() as receiver:
        receiver.answers = {f"/{SECRET}": hang}
        await call(office, receiver.url)
        await until(lambda: receiver.asked)
        delivery_id = receiver.asked[0].headers["webhook-id"]
        assert (await office.ask("DELETE", f"/outbox/{delivery_id}"))[0] == 409
        gate.set()


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/none"), ("POST", "/none/retry"), ("DELETE", "/none")]
)
async def test_one_that_is_not_there_is_404(office: Office, method: str, path: str) -> None:
    status, answer = await office.ask(method, f"/outbox{path}")
    assert status == 404
    assert "no delivery" in answer["error"]


async def test_deliveries_are_found_by(office: Office) -> None:
    async with script() as receiver:
        first, _ = await late(office, receiver)
        await late(office, receiver)
    assert len(await rows(office)) == 4
    assert len(await rows(office, f"?task={first['task_id']}")) == 2
    assert len(await rows(office, "?peer=acme&state=waiting")) == 4
    assert await rows(office, "?peer=rival") == []
    assert (await office.get("/outbox?state=lost"))[0] == 400
    assert len(await read_all(office, "/outbox?limit=1", "outbox")) == 4


async def test_what_is_waiting_is_what_the_states_say(office: Office) -> None:
    _, answer = await office.get("/outbox?state=no")
    for state in DeliveryState:
        assert state.value in answer["error"]


async def test_an_escalation_is_shown_by_its_route(office: Office) -> None:
    settings = office.services.live.file
    row = {
        "name": "desk",
        "skill": "echo",
        "escalation": f"https://tickets.example/{SECRET}",
    }
    routes = (RouteRow.model_validate(row),)
    office.services.adopt(settings.model_copy(update={"routes": routes}))
    owed = escalation("desk", "task-1", {"reason": "TIMEOUT"}, office.services.clock)
    await office.tenant.commit(owed)
    (listed,) = await rows(office)
    assert (listed["kind"], listed["route"], listed["peer"]) == ("escalation", "desk", "")
    status, shown = await office.get(f"/outbox/{listed['id']}")
    assert status == 200
    assert shown["webhook"] == {"origin": "https://tickets.example:443", "disabled": ""}
    assert shown["body"]["data"] == {"reason": "TIMEOUT"}
    assert SECRET not in str(shown)
