"""What our own house is told of a task: in the commit of its end, once, and only what is wanted."""

import asyncio
from typing import Any

import pytest

from gateway.core.call import MessageReply
from gateway.core.message import DataPart
from gateway.core.notice import Notice, NoticeType
from gateway.core.peer import Peer
from gateway.core.task import TaskState
from gateway.inbox.notices import MOST_BYTES
from gateway.inbox.recover import recover
from gateway.skillkit import Message, Role, SkillContext, TextPart, skill
from tests.inbox import skills
from tests.inbox.conftest import House, asks, caller
from tests.until import until


@skill(trust="notify")
async def unlock(ctx: SkillContext) -> Any:
    """Unlock a door."""
    if ctx.arguments.get("door") == "vault":
        ctx.decline("the vault stays closed")
    if ctx.arguments.get("door") == "wall":
        raise ValueError("the canary secret")
    if ctx.arguments.get("door") == "safe":
        await ctx.require_approval("it is the safe")
    return {"unlocked": ctx.arguments.get("door")}


@skill(trust="notify")
async def ask_which(ctx: SkillContext) -> str:
    """Ask for the door."""
    if ctx.answer is None:
        await ctx.ask("Which door?")
    return f"unlocked {ctx.answer}"


@skill(trust="notify")
async def wave(ctx: SkillContext) -> Message:
    """Answer without a task."""
    return Message(id="waved", role=Role.AGENT, parts=(TextPart("hello"),))


@skill()
async def porter(ctx: SkillContext) -> Any:
    """Have a door unlocked."""
    return await ctx.call_skill("unlock", ctx.arguments)


async def told(house: House) -> list[Notice]:
    return list(await house.tenant.notices.list_after(0, 100))


async def test_a_run_of_a_skill_that_notifies_is_told(house: House) -> None:
    house.add(unlock)
    task = await house.send(asks("unlock", {"door": "front"}))
    (notice,) = await told(house)
    assert (notice.type, notice.subject, notice.peer) == (NoticeType.SKILL_RAN, "unlock", "acme")
    assert notice.data == {
        "skill": "unlock",
        "task_id": task.id,
        "context_id": task.context_id,
        "state": "completed",
        "error": "",
        "arguments": {"door": "front"},
    }


@pytest.mark.parametrize(("door", "state"), [("vault", "rejected"), ("wall", "failed")])
async def test_a_run_that_comes_to_nothing_is_told_too(house: House, door: str, state: str) -> None:
    house.add(unlock)
    await house.send(asks("unlock", {"door": door}))
    (notice,) = await told(house)
    assert notice.data["state"] == state
    assert "canary" not in str(notice.data)


async def test_a_run_for_another_skill_is_told(house: House) -> None:
    house.add(unlock, porter)
    task = await house.send(asks("porter", {"door": "vault"}))
    assert task.state is TaskState.REJECTED
    (notice,) = await told(house)
    assert (notice.subject, notice.data["state"]) == ("unlock", "rejected")
    assert notice.data["arguments"] == {"door": "vault"}


async def test_a_run_for_another_skill_is_not_told_before_a_human_has_decided(
    house: House,
) -> None:
    house.add(unlock, porter)
    task = await house.send(asks("porter", {"door": "safe"}))
    assert task.review is not None
    assert [notice.type for notice in await told(house)] == [NoticeType.APPROVAL_REQUESTED]


async def test_each_turn_of_a_skill_that_asks_is_told(house: House) -> None:
    house.add(ask_which)
    task = await house.send(asks("ask_which"))
    await house.send(asks("ask_which", message_id="msg-2", task_id=task.id))
    assert [notice.data["state"] for notice in await told(house)] == [
        "input-required",
        "completed",
    ]


async def test_a_direct_answer_of_a_skill_that_notifies_is_told(house: House) -> None:
    house.add(wave)
    reply = await house.inbox.handle(caller("acme"), asks("wave"), house.arrival())
    assert isinstance(reply, MessageReply)
    (notice,) = await told(house)
    assert (notice.data["state"], notice.data["task_id"]) == ("completed", "")


async def test_arguments_that_are_too_many_are_left_out(house: House) -> None:
    house.add(unlock)
    await house.send(asks("unlock", {"door": "d" * MOST_BYTES}))
    (notice,) = await told(house)
    assert notice.data["arguments"] is None


async def test_what_a_skill_of_another_trust_does_is_not_told(house: House) -> None:
    house.add(skills.echo)
    await house.send(asks("echo"))
    assert await told(house) == []


async def test_the_end_of_a_task_is_told_where_that_is_awaited(house: House) -> None:
    house.add(skills.echo)
    house.awaited.add(NoticeType.TASK_FINISHED)
    task = await house.send(asks("echo", {"qty": 3}))
    (notice,) = await told(house)
    assert (notice.type, notice.subject, notice.peer) == (
        NoticeType.TASK_FINISHED,
        task.id,
        "acme",
    )
    assert task.artifacts[0].parts == (DataPart({"qty": 3}),)
    assert notice.data == {
        "skill": "echo",
        "task_id": task.id,
        "context_id": task.context_id,
        "state": "completed",
        "error": "",
        "duration_ms": 0,
        "said": "",
        "result": '[Data (application/json): {"qty":3}]',
    }


async def test_a_task_that_waits_for_its_peer_is_not_finished(house: House) -> None:
    house.add(skills.ask_colour)
    house.awaited.add(NoticeType.TASK_FINISHED)
    task = await house.send(asks("ask_colour"))
    assert await told(house) == []
    await house.inbox.cancel(task.id, "No longer needed.")
    (notice,) = await told(house)
    assert (notice.data["state"], notice.data["said"]) == ("canceled", "No longer needed.")


async def test_what_a_stop_cut_off_is_told_once(house: House, gate: asyncio.Event) -> None:
    runs: list[str] = []
    house.add(skills.gated(gate, runs, trust="notify"))
    house.awaited.add(NoticeType.TASK_FINISHED)
    await house.send(asks("gated", return_immediately=True, message_id="first"))
    await until(lambda: runs)
    await house.inbox.close(0)
    assert await told(house) == []
    house.inbox = house.make_inbox()
    await recover(house.tenant, house.inbox, house.planner, lambda _: Peer("acme"), house.clock)
    gate.set()
    await until(lambda: not house.inbox.is_busy)
    kinds = [notice.type for notice in await told(house)]
    assert kinds == [NoticeType.SKILL_RAN, NoticeType.TASK_FINISHED]


async def test_a_run_that_was_cut_off_for_good_is_told_and_no_other(
    house: House, gate: asyncio.Event
) -> None:
    runs: list[str] = []
    house.add(skills.gated(gate, runs, trust="notify", effect="at_most_once"))
    for number in (1, 2, 3):  # the third has to wait for its turn
        call = asks("gated", {"door": number}, f"msg-{number}", return_immediately=True)
        await house.send(call)
    await until(lambda: len(runs) == 2)
    await house.inbox.close(0)
    house.inbox = house.make_inbox()
    await recover(house.tenant, house.inbox, house.planner, lambda _: Peer("acme"), house.clock)
    notices = await told(house)
    assert [notice.data["arguments"] for notice in notices] == [{"door": 1}, {"door": 2}]
    assert [notice.data["state"] for notice in notices] == ["failed", "failed"]
    assert [notice.data["error"] for notice in notices] == ["INTERRUPTED", "INTERRUPTED"]
