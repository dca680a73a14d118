"""Peers tell us of tasks that outlive our waiting: asked to, taken once, recorded."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from msgspec.structs import replace

from gateway.core.json import Json, decode
from gateway.core.peer import Peer
from gateway.outbox import Ask, Outcome, talk
from gateway.store.records import Activity
from gateway.wiring import Services
from tests.outbox.conftest import CANARY, GET_QUOTE
from tests.outbox.gateway import called_by, serve
from tests.outbox.js_server import serve_js
from tests.outbox.post import NETWORKS
from tests.outbox.scripted import QUOTE, Asked, Script, card_v1, script, speaks, task_v1
from tests.until import until, until_found

TOKEN = "X-A2A-Notification-Token"
CREATE = "CreateTaskPushNotificationConfig"
PUSHES = {"pushNotifications": True}
WORKING = {"status": {"state": "TASK_STATE_WORKING"}, "taskId": "task-1", "contextId": "context-1"}
COMPLETED = {**WORKING, "status": {"state": "TASK_STATE_COMPLETED"}}
ENDS: dict[str, Json] = {
    "a whole task of 1.0": {"task": task_v1()},
    "a status of 1.0": {"statusUpdate": COMPLETED},
    "a task of 0.3": {
        "kind": "task",
        "id": "task-1",
        "contextId": "context-1",
        "status": {"state": "completed"},
        "artifacts": [{"artifactId": "a", "parts": [{"kind": "data", "data": QUOTE}]}],
    },
}


@dataclass
class Vendor:
    """A peer whose task is ``task``; ``configs`` are where it was asked to push."""

    peer: Script
    services: Services
    row: Peer
    task: Json

    @property
    def configs(self) -> list[Json]:
        return [asked.body["params"] for asked in self.peer.calls if asked.body["method"] == CREATE]

    async def ask(self, ask: Ask = GET_QUOTE, *, wait: bool = False) -> Outcome:
        return await self.services.outbox.ask(self.row, ask, seconds=60, wait=wait)

    async def config(self) -> Json:
        """Where it is to push, when it was told that for good."""
        await until(lambda: bool(self.configs))
        await until_found(self._subscribed)
        return self.configs[0]

    async def _subscribed(self) -> list[Activity]:
        rows = await self.services.tenant.list_activity()
        return [row for row in rows if row.operation == CREATE and row.status != "pending"]

    async def push(self, body: Json, token: str | None = None, **headers: str) -> tuple[int, bytes]:
        config = await self.config()
        headers = {TOKEN: config["token"] if token is None else token, **headers}
        return await post(config["url"], body, **headers)

    async def is_looked_after(self, outcome: Outcome) -> bool:
        """Whether the outbox has looked at the task, and will again some time."""
        watch = await self.services.tenant.outbox.find(f"{outcome.activity_id}-task")
        assert watch is not None
        return watch.lease == 0 and watch.next_at is not None and watch.next_at > watch.created_at

    async def row_of(self, outcome: Outcome) -> Activity:
        row = await self.services.tenant.find_activity(outcome.activity_id)
        assert row is not None
        return row


async def post(url: str, body: Json, **headers: str) -> tuple[int, bytes]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, json=body, headers=headers) as answer,
    ):
        return answer.status, await answer.read()


def row_of(url: str) -> str:
    return (
        f'[[peers]]\nname = "vendor"\nurl = "{url}"\noutbound_token = "env:VENDOR"\n'
        f'plain_http = true\nnetworks = ["{NETWORKS[0]}"]\n'
    )


@asynccontextmanager
async def vending(folder: Path, **capabilities: Any) -> AsyncIterator[Vendor]:
    async with (
        script() as peer,
        serve(folder, row_of(peer.url), {"VENDOR": CANARY}) as (services, _),
    ):
        vendor = Vendor(peer, services, services.outbox.get_peer("vendor"), task_v1("WORKING"))
        peer.answers = {
            "/.well-known/agent-card.json": card_v1("/rpc", capabilities=capabilities),
            "/rpc": speaks(
                {
                    "SendMessage": lambda _: {"task": vendor.task},
                    "GetTask": lambda _: vendor.task,
                    CREATE: lambda params: params,
                }
            ),
        }
        yield vendor


@pytest.fixture
async def vendor(tmp_path: Path) -> AsyncIterator[Vendor]:
    async with vending(tmp_path, **PUSHES) as vendor:
        yield vendor


@pytest.mark.parametrize("wire", ENDS.values(), ids=ENDS)
async def test_a_late_end_is_recorded(vendor: Vendor, wire: Json) -> None:
    outcome = await vendor.ask()
    assert (await vendor.row_of(outcome)).status == "pending"
    vendor.task = task_v1()
    assert await vendor.push(wire) == (204, b"")
    row = await vendor.row_of(outcome)
    assert (row.status, row.task_id) == ("success", "task-1")
    assert decode(row.output.encode())["artifacts"][0]["parts"] == [{"data": QUOTE}]


@pytest.mark.parametrize(
    ("shape", "status"),
    [({**dict.fromkeys(QUOTE, "number"), "currency": "string"}, "success"), ("string", "error")],
)
async def test_a_late_answer_is_held_to_what_was_asked_for(
    vendor: Vendor, shape: Json, status: str
) -> None:
    outcome = await vendor.ask(replace(GET_QUOTE, response_schema=shape))
    vendor.task = task_v1()
    await vendor.push({"task": vendor.task})
    row = await vendor.row_of(outcome)
    assert (row.status, "SCHEMA_MISMATCH" in row.error) == (status, status == "error")


async def test_a_peer_that_cannot_be_asked_again_is_believed(vendor: Vendor) -> None:
    outcome = await vendor.ask()
    await vendor.config()
    vendor.peer.answers = {}
    failed = {**WORKING, "status": {"state": "TASK_STATE_FAILED"}}
    assert (await vendor.push({"statusUpdate": failed}))[0] == 204
    row = await vendor.row_of(outcome)
    assert row.status == "error"


async def test_who_waits_is_woken(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    # Without a word of the peer, it would not be looked at in time.
    monkeypatch.setattr(talk, "_FIRST_SECONDS", 3600)
    asking = asyncio.create_task(vendor.ask(wait=True))
    await vendor.config()
    vendor.task = task_v1()
    await vendor.push({"statusUpdate": WORKING})
    assert (await asking).value == QUOTE


async def test_a_question_is_recorded_and_its_task_goes_on(vendor: Vendor) -> None:
    outcome = await vendor.ask()
    said = {"messageId": "m", "role": "ROLE_AGENT", "parts": [{"text": "Which colour?"}]}
    vendor.task = task_v1(status={"state": "TASK_STATE_INPUT_REQUIRED", "message": said})
    assert (await vendor.push({"task": vendor.task}))[0] == 204
    row = await vendor.row_of(outcome)
    assert (row.status, "Which colour?" in row.output) == ("pending", True)
    vendor.task = task_v1()
    await vendor.push({"task": vendor.task})
    assert (await vendor.row_of(outcome)).status == "success"


@pytest.mark.parametrize("headers", [{}, {"webhook-id": "msg_1"}])
async def test_what_comes_twice_is_taken_once(vendor: Vendor, headers: dict[str, str]) -> None:
    await until_found(partial(vendor.is_looked_after, await vendor.ask()))
    # Of a question the whole task is asked for each time that it is told.
    asked = {**WORKING, "status": {"state": "TASK_STATE_INPUT_REQUIRED"}}
    vendor.task = task_v1("INPUT_REQUIRED")
    assert (await vendor.push({"statusUpdate": asked}, **headers))[0] == 204
    looks = len(vendor.peer.calls)
    again = {**asked, "metadata": {"try": 2}} if headers else asked
    assert (await vendor.push({"statusUpdate": again}, **headers))[0] == 204
    assert len(vendor.peer.calls) == looks
    other = {**asked, "metadata": {"turn": 2}}
    headers = dict.fromkeys(headers, "msg_2")
    assert (await vendor.push({"statusUpdate": other}, **headers))[0] == 204
    assert len(vendor.peer.calls) == looks + 1


async def test_what_ended_stays_as_it_ended(vendor: Vendor) -> None:
    outcome = await vendor.ask()
    vendor.task = task_v1()
    await vendor.push({"task": vendor.task})
    failed = task_v1("FAILED")
    assert (await vendor.push({"task": failed}))[0] == 204
    assert (await vendor.row_of(outcome)).status == "success"


async def test_the_secret_comes_in_either_header(vendor: Vendor) -> None:
    await vendor.ask()
    config = await vendor.config()
    assert config["authentication"] == {"scheme": "Bearer", "credentials": config["token"]}
    bearer = {"Authorization": f"Bearer {config['token']}"}
    assert (await vendor.push({"statusUpdate": WORKING}, token="", **bearer))[0] == 204


async def test_the_secret_is_kept_as_its_hash(vendor: Vendor) -> None:
    await vendor.ask()
    config = await vendor.config()
    found = await vendor.services.tenant.subscriptions.find(config["id"])
    assert found is not None
    assert config["token"] not in str(found) + found.token_hash
    assert len(config["token"]) >= 43
    rows = await vendor.services.tenant.list_activity()
    assert not any(config["token"] in str(row) for row in rows)


async def test_what_it_sends_back_of_our_secrets_is_not_kept(vendor: Vendor) -> None:
    outcome = await vendor.ask()
    token = (await vendor.config())["token"]
    said = {"artifactId": "a", "parts": [{"text": f"{CANARY} and {token}"}]}
    task = {**task_v1(), "artifacts": [said]}
    assert (await vendor.push({"task": task}))[0] == 204
    output = (await vendor.row_of(outcome)).output
    assert (CANARY in output, token in output) == (False, False)
    assert "[redacted] and [redacted]" in output


async def test_the_secret_opens_nothing_else(vendor: Vendor) -> None:
    await vendor.ask()
    config = await vendor.config()
    base = config["url"].partition("/a2a/")[0]
    bearer = {"Authorization": f"Bearer {config['token']}"}
    for path in ("/a2a", "/v1/responses", "/operator/v1/peers", "/a2a/outbound"):
        assert (await post(base + path, {}, **bearer))[0] in (401, 405), path


async def test_what_is_not_there_or_not_theirs_is_answered_alike(vendor: Vendor) -> None:
    await vendor.ask()
    config = await vendor.config()
    base = config["url"].rpartition("/")[0]
    body = {"task": task_v1()}
    own, bearer = {TOKEN: config["token"]}, {"Authorization": f"Bearer {CANARY}"}
    answers = {
        await post(f"{base}/unknown", body),
        await post(f"{base}/unknown", body, **own),
        await post(config["url"], body),
        await post(config["url"], body, **{TOKEN: "wrong"}),
        await post(config["url"], body, **bearer),
        await post(config["url"], {"task": task_v1(id="task-2")}, **own),
    }
    vendor.services.live.adopt(paused(vendor.services))
    answers.add(await post(config["url"], body, **own))
    assert answers == {(404, b'{"error":"not found"}')}


async def test_who_guesses_secrets_has_to_wait_and_who_knows_one_has_not(vendor: Vendor) -> None:
    await vendor.ask()
    config = await vendor.config()
    body, wrong = {"statusUpdate": WORKING}, {TOKEN: "wrong"}
    statuses = [(await post(config["url"], body, **wrong))[0] for _ in range(22)]
    assert statuses == [404] * 20 + [429] * 2
    assert (await vendor.push(body))[0] == 204


def paused(services: Services) -> Any:
    settings = services.live.settings
    rows = [row.model_copy(update={"status": "paused"}) for row in settings.peers]
    return settings.model_copy(update={"peers": tuple(rows)})


@pytest.mark.parametrize("body", [[], {}, {"task": {}}, {"statusUpdate": {"taskId": "task-1"}}])
async def test_what_is_no_notification_is_refused(vendor: Vendor, body: Json) -> None:
    await vendor.ask()
    assert (await vendor.push(body))[0] == 400


async def test_a_peer_that_sends_no_pushes_is_not_asked_to(tmp_path: Path) -> None:
    async with vending(tmp_path) as vendor:
        await vendor.ask()
        assert vendor.configs == []


async def test_a_call_that_is_followed_is_kept_up_too(vendor: Vendor) -> None:
    outbox = vendor.services.outbox
    following = outbox.stream(vendor.row, GET_QUOTE, seconds=2, is_kept_up=True)
    async with aclosing(following) as events:
        async for _ in events:
            pass
    vendor.task = task_v1()
    assert (await vendor.push({"task": vendor.task}))[0] == 204
    assert following.outcome is not None
    assert (await vendor.row_of(following.outcome)).status == "success"


async def test_a_task_that_ends_in_time_is_not_subscribed_to(vendor: Vendor) -> None:
    vendor.task = task_v1()
    assert (await vendor.ask()).value == QUOTE
    assert vendor.configs == []


async def test_a_peer_that_refuses_leaves_no_address(vendor: Vendor) -> None:
    def refuse(asked: Asked) -> Json:
        if asked.body["method"] != CREATE:
            return answer(asked)
        error = {"code": -32003, "message": "No."}
        return {"jsonrpc": "2.0", "id": asked.body["id"], "error": error}

    answer = vendor.peer.answers["/rpc"]
    vendor.peer.answers["/rpc"] = refuse
    await vendor.ask()
    config = await vendor.config()
    assert await vendor.services.tenant.subscriptions.find(config["id"]) is None


@pytest.mark.parametrize(
    ("version", "binding"),
    [("1.0", "JSONRPC"), ("1.0", "HTTP+JSON"), ("0.3", "JSONRPC"), ("0.3", "HTTP+JSON")],
)
async def test_the_official_sdk_tells_us(tmp_path: Path, version: str, binding: str) -> None:
    gate = tmp_path / "gate"
    with serve_js(version, binding, "push") as url:
        async with serve(tmp_path, row_of(url), {"VENDOR": CANARY}) as (services, _):
            peer = services.outbox.get_peer("vendor")
            ask = Ask("slow", {"gate": str(gate)})
            outcome = await services.outbox.ask(peer, ask, seconds=60, wait=False)
            await until_found(lambda: subscribed(services))
            gate.touch()
            await until_found(lambda: ended(services))
            told = await services.tenant.find_activity(outcome.activity_id)
    assert told is not None
    assert (told.status, '"unit_price_cents":450' in told.output) == ("success", True)


async def subscribed(services: Services) -> list[Activity]:
    rows = await services.tenant.list_activity()
    return [row for row in rows if row.operation == CREATE and row.status == "success"]


async def ended(services: Services) -> bool:
    """Whether the peer told that its task has ended; looking it up tells nothing of that."""
    (row,) = await subscribed(services)
    found = await services.tenant.subscriptions.find(decode(row.input.encode())["id"])
    return found is not None and found.ended_at > 0


SLOW = """
import asyncio, os
from gateway.skillkit import SkillContext, skill

@skill(scope="external")
async def slow(ctx: SkillContext) -> dict:
    \"\"\"Take as long as the gate is closed.\"\"\"
    while not os.path.exists(ctx.arguments["gate"]):
        await asyncio.sleep(0.01)
    return {"big": 2**63 - 1}
"""


@pytest.mark.parametrize("dialect", ["a2a-1.0", "a2a-0.3", "tasks"])
async def test_one_of_us_tells_us(tmp_path: Path, dialect: str) -> None:
    gate, theirs = tmp_path / "gate", tmp_path / "vendor"
    theirs.mkdir()
    (theirs / "slow.py").write_text(SLOW)
    row = f'{called_by("buyer")}plain_http = true\nnetworks = ["{NETWORKS[0]}"]\n'
    async with serve(theirs, row) as (_, url):
        ours = row_of(url) + f'dialect = "{dialect}"\n'
        async with serve(tmp_path, ours, {"VENDOR": CANARY}) as (services, _):
            peer = services.outbox.get_peer("vendor")
            ask = Ask("slow", {"gate": str(gate)})
            # That dialect has no word for who does not wait.
            outcome = await services.outbox.ask(peer, ask, seconds=3, wait=dialect == "tasks")
            assert outcome.task is not None, outcome.error
            assert not outcome.task.is_settled
            await until_found(lambda: subscribed(services))
            gate.touch()
            await until_found(lambda: ended(services))
            told = await services.tenant.find_activity(outcome.activity_id)
    assert told is not None
    assert (told.status, '"big":9223372036854775807' in told.output) == ("success", True)
