"""What a task owes its webhooks: a delivery for each event and config, kept with the event."""

import asyncio
import json
from typing import Any

import pytest

from gateway.config.agent import CapabilitySettings
from gateway.core.call import CancelTask, CreatePushConfig, DeletePushConfig, SendMessage
from gateway.core.errors import InvalidParams, PushNotificationNotSupported, StoreError
from gateway.core.push import PushConfig
from gateway.core.task import TaskState
from gateway.inbox.arrival import Arrival
from gateway.inbox.recover import recover
from gateway.outbox import PUSH
from gateway.skillkit import SkillContext, skill
from gateway.store.outbox import AddDelivery, Delivery, DeliveryQuery
from gateway.store.push import DisablePushConfig
from gateway.store.writes import UpdateTask
from tests.inbox.conftest import House, asks, caller
from tests.inbox.skills import ask_colour, echo, gated, greet
from tests.until import until

URL = "https://acme.example/hook"


def hook(config_id: str = "p-1", task_id: str = "", **more: Any) -> PushConfig:
    return PushConfig(task_id, config_id, URL, **more)


def told(name: str, **arguments: Any) -> SendMessage:
    return asks(name, arguments, push=hook())


@skill()
async def report(ctx: SkillContext) -> str:
    """Hand out two pieces, and say so."""
    await ctx.progress("half way")
    name = await ctx.artifact("first")
    await ctx.artifact("second", artifact_id=name, append=True, last=True)
    return "done"


async def owed(house: House, **query: Any) -> list[Delivery]:
    """What is in the outbox, oldest first."""
    rows = await house.tenant.outbox.list_page(DeliveryQuery(**query))
    return sorted(rows, key=lambda row: row.id)


async def said(house: House) -> list[str]:
    """What is told, in short: states, and the text of artifacts."""
    return [_short(json.loads(row.body)) for row in await owed(house)]


def _short(body: Any) -> str:
    if "kind" in body:
        return f"task {body['status']['state']}"
    if "statusUpdate" in body:
        return body["statusUpdate"]["status"]["state"].removeprefix("TASK_STATE_")
    artifact = body["artifactUpdate"]["artifact"]
    return "".join(part.get("text", json.dumps(part.get("data"))) for part in artifact["parts"])


async def send(
    house: House, call: SendMessage, dialect: str = "a2a-1.0", peer: str = "acme"
) -> Any:
    arrival = Arrival("request", dialect, house.at)
    return await house.inbox.handle(caller(peer), call, arrival)


async def test_a_quick_task_is_told_with_its_first_commit(house: House) -> None:
    house.add(echo)
    task = await house.send(told("echo", word="hello"))
    rows = await owed(house)
    assert await said(house) == ['{"word": "hello"}', "COMPLETED"]
    assert {(row.kind, row.peer, row.task_id, row.target) for row in rows} == {
        (PUSH, "acme", task.id, "p-1")
    }
    assert len({row.lane for row in rows}) == 1
    assert rows[0].media_type == "application/a2a+json"
    assert house.woken


async def test_each_event_is_told_to_each_config(house: House) -> None:
    house.add(report)
    task = await house.send(asks("report", push=hook("p-0")))
    assert await said(house) == ["WORKING", "first", "second", "done", "COMPLETED"]
    await send(house, CreatePushConfig(hook("p-1", task.id)))
    assert len(await owed(house)) == 5


@pytest.mark.parametrize("dialect", ["a2a-0.3", "flowwink"])
async def test_before_1_0_the_task_is_told_as_each_state_left_it(
    house: House, dialect: str
) -> None:
    house.add(report)
    await send(house, told("report"), dialect)
    rows = await owed(house)
    assert await said(house) == ["task working", "task completed"]
    first, last = (json.loads(row.body) for row in rows)
    assert first["status"]["message"]["parts"][0]["text"] == "half way"
    assert "artifacts" not in first
    assert len(last["artifacts"]) == 2
    assert {row.media_type for row in rows} == {"application/json"}


async def test_in_0_1_the_task_has_the_callers_own_name(house: House) -> None:
    house.add(echo)
    await send(house, asks("echo", alias="mine", push=hook()), "tasks")
    (row,) = await owed(house)
    assert json.loads(row.body)["id"] == "mine"


async def test_a_direct_answer_has_no_task_to_tell_of(house: House) -> None:
    house.add(greet)
    await send(house, told("greet"))
    assert await owed(house) == []


async def test_a_call_without_push_looks_nothing_up(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.add(echo)

    async def fail(_: str) -> Any:
        raise AssertionError

    monkeypatch.setattr(type(house.tenant.outbox), "list_push_configs", fail)
    await house.send(asks("echo"))
    assert not house.woken


async def test_a_config_that_is_made_while_the_task_runs_counts_at_once(house: House) -> None:
    gate = asyncio.Event()
    house.add(gated(gate, []))
    task = await house.send(asks("gated", return_immediately=True))
    await send(house, CreatePushConfig(hook("p-1", task.id)))
    gate.set()
    await until(lambda: not house.inbox.is_busy)
    assert (await said(house))[-2:] == ['{"runs": 1}', "COMPLETED"]


async def test_one_that_is_deleted_while_the_task_runs_is_told_no_more(house: House) -> None:
    gate = asyncio.Event()
    house.add(gated(gate, []))
    task = await house.send(asks("gated", push=hook(), return_immediately=True))
    await send(house, DeletePushConfig(task.id, "p-1"))
    gate.set()
    await until(lambda: not house.inbox.is_busy)
    assert await owed(house) == []


async def test_a_disabled_config_is_told_nothing(house: House) -> None:
    house.add(ask_colour)
    task = await house.send(told("ask_colour"))
    await house.tenant.commit(DisablePushConfig(task.id, "p-1", "gone"))
    await house.send(asks("ask_colour", task_id=task.id, message_id="msg-2"))
    assert await said(house) == ["INPUT_REQUIRED"]


async def test_the_next_turn_is_told_to_the_configs_of_the_one_before(house: House) -> None:
    house.add(ask_colour)
    task = await house.send(told("ask_colour"))
    await house.send(asks("ask_colour", task_id=task.id, message_id="msg-2"))
    told_of = await said(house)
    assert told_of[:2] == ["INPUT_REQUIRED", "WORKING"]
    assert told_of[-1] == "COMPLETED"


async def test_a_config_may_come_with_the_next_turn(house: House) -> None:
    house.add(ask_colour)
    task = await house.send(asks("ask_colour"))
    turn = asks("ask_colour", task_id=task.id, message_id="msg-2", push=hook())
    await house.send(turn)
    assert (await said(house))[0] == "WORKING"
    assert len(await house.tenant.outbox.list_push_configs(task.id)) == 1


async def test_a_config_may_come_while_the_task_runs(house: House) -> None:
    gate = asyncio.Event()
    house.add(gated(gate, []))
    task = await house.send(asks("gated", return_immediately=True))
    turn = asks("gated", task_id=task.id, message_id="msg-2", push=hook(), return_immediately=True)
    await house.send(turn)
    gate.set()
    await until(lambda: not house.inbox.is_busy)
    assert (await said(house))[-2:] == ['{"runs": 1}', "COMPLETED"]


async def test_a_message_that_comes_twice_is_told_once(house: House) -> None:
    house.add(echo)
    call = asks("echo", message_id="0190b4a0-0000-7000-8000-000000000000", push=hook(""))
    first, second = await house.send(call), await house.send(call)
    assert first.id == second.id
    assert len(await owed(house)) == 2
    assert len(await house.tenant.outbox.list_push_configs(first.id)) == 1


async def test_a_canceled_task_is_told(house: House) -> None:
    gate = asyncio.Event()
    house.add(gated(gate, []), ask_colour)
    for name in ("gated", "ask_colour"):
        task = await house.send(asks(name, push=hook(), return_immediately=True))
        if name == "ask_colour":
            await until(lambda: not house.inbox.is_busy)
        await send(house, CancelTask(task.id))
        rows = await owed(house, task_id=task.id)
        assert _short(json.loads(rows[-1].body)) == "CANCELED"


async def test_a_task_that_a_restart_ends_is_told(house: House) -> None:
    gate = asyncio.Event()
    house.add(gated(gate, [], effect="at_most_once"))
    await house.send(asks("gated", push=hook(), return_immediately=True))
    await house.inbox.close(0)
    house.open_hub()
    house.inbox = house.make_inbox()
    peer = caller("acme").peer
    await recover(house.tenant, house.inbox, house.planner, lambda _: peer, house.clock)
    assert (await said(house))[-1] == "FAILED"


async def test_what_is_owed_is_kept_with_the_event_or_not_at_all(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = asyncio.Event()
    house.add(gated(gate, []))
    task = await house.send(asks("gated", push=hook(), return_immediately=True))
    while await said(house) != ["WORKING"]:  # noqa: ASYNC110
        await asyncio.sleep(0)
    commit, refused = house.tenant.commit, 0

    async def refuse_the_end(*unit: Any) -> None:
        nonlocal refused
        states = [w.record.task.state for w in unit if isinstance(w, UpdateTask)]
        if TaskState.COMPLETED in states and not refused:
            refused += 1
            assert any(isinstance(write, AddDelivery) for write in unit)
            raise StoreError("the disk is full")
        await commit(*unit)

    monkeypatch.setattr(type(house.tenant), "commit", lambda _, *unit: refuse_the_end(*unit))
    gate.set()
    await until(lambda: refused)
    assert await said(house) == ["WORKING"]
    await until(lambda: not house.inbox.is_busy)
    assert await said(house) == ["WORKING", '{"runs": 1}', "COMPLETED"]
    assert (await house.get(task.id)).state is TaskState.COMPLETED


@pytest.mark.parametrize("peer", ["acme", "enveloped"])
async def test_a_webhook_gets_the_envelope_that_its_peers_row_asks_for(
    house: House, peer: str
) -> None:
    house.add(echo)
    await send(house, told("echo", word="hello"), "flowwink", peer)
    [row] = await owed(house)
    [artifact] = json.loads(row.body)["artifacts"]
    result = {"word": "hello"}
    wrapped = {"status": "success", "result": result, "trust_level": "auto"}
    assert artifact["parts"][1]["data"] == (wrapped if peer == "enveloped" else result)


async def test_a_config_that_is_refused_lets_nothing_run(house: House) -> None:
    runs: list[str] = []
    house.add(gated(asyncio.Event(), runs))
    with pytest.raises(InvalidParams):
        await send(house, asks("gated", push=PushConfig("", "", "https://10.0.0.1/")))
    house.promised = CapabilitySettings(push_notifications=False)
    with pytest.raises(PushNotificationNotSupported):
        await send(house, told("gated"))
    assert runs == []


async def test_configs_of_later_turns_count_too(house: House) -> None:
    house.add(ask_colour)
    task = await house.send(asks("ask_colour"))
    for number in range(3):
        await send(house, CreatePushConfig(hook(f"p-{number}", task.id)))
    turn = asks("ask_colour", task_id=task.id, message_id="msg-2", push=hook(""))
    with pytest.raises(InvalidParams):
        await send(house, turn)
    assert (await house.get(task.id)).state is TaskState.INPUT_REQUIRED
