"""What a stop or a crash left unfinished is taken up, or ended, as the skill declares."""

import asyncio
from typing import Any

from msgspec.structs import replace
from pydantic import BaseModel, model_validator

from gateway.core.call import SendMessage
from gateway.core.message import Role
from gateway.core.peer import Peer
from gateway.core.task import Task, TaskState
from gateway.inbox.recover import recover
from gateway.skillkit import SkillContext, skill
from tests.inbox import skills
from tests.inbox.conftest import House, asks
from tests.until import until


async def _restart(house: House, peer: Peer | None) -> None:
    await house.inbox.close(0)
    house.inbox = house.make_inbox()
    await recover(house.tenant, house.inbox, house.planner, lambda _: peer, house.clock)


async def _leave_unfinished(
    house: House, gate: asyncio.Event, runs: list[str], **options: str
) -> Task:
    house.add(skills.gated(gate, runs, **options))
    return await house.send(asks("gated", return_immediately=True, message_id="first"))


async def _settled(house: House, task_id: str) -> TaskState:
    await until(lambda: not house.inbox.is_busy)
    return (await house.get(task_id)).state


async def test_a_skill_that_may_run_again_does(house: House, gate: asyncio.Event) -> None:
    runs: list[str] = []
    task = await _leave_unfinished(house, gate, runs)
    await until(lambda: runs)
    await _restart(house, Peer("acme"))
    gate.set()
    assert await _settled(house, task.id) is TaskState.COMPLETED
    assert runs == ["first", "first"]


async def test_a_skill_that_must_not_run_again_ends_failed(
    house: House, gate: asyncio.Event
) -> None:
    runs: list[str] = []
    task = await _leave_unfinished(house, gate, runs, effect="at_most_once")
    await until(lambda: runs)
    await _restart(house, Peer("acme"))
    found = await house.get(task.id)
    assert found.state is TaskState.FAILED
    assert "interrupted" in str(found.status.message)
    assert runs == ["first"]


async def test_the_work_of_a_peer_that_is_gone_ends_failed(
    house: House, gate: asyncio.Event
) -> None:
    runs: list[str] = []
    task = await _leave_unfinished(house, gate, runs)
    await _restart(house, None)
    assert (await house.get(task.id)).state is TaskState.FAILED


async def test_the_audit_row_of_the_interrupted_call_is_brought_to_its_end(
    house: House, gate: asyncio.Event
) -> None:
    task = await _leave_unfinished(house, gate, [])
    await _restart(house, Peer("acme"))
    gate.set()
    await _settled(house, task.id)
    [activity] = await house.tenant.list_activity()
    assert (activity.status, activity.token_id) == ("success", "token-1")


class Fussy(BaseModel):
    """Read once, and never again."""

    @model_validator(mode="before")
    @classmethod
    def break_when_told(cls, said: Any) -> Any:
        return said if not BROKEN else 1 / 0


BROKEN: list[bool] = []


async def test_one_that_cannot_be_taken_up_keeps_no_other_from_it(
    house: House, gate: asyncio.Event
) -> None:
    @skill()
    async def fussy(ctx: SkillContext, args: Fussy) -> None:
        """Wait."""
        await gate.wait()

    house.add(fussy)
    broken = await house.send(asks("fussy", return_immediately=True))
    task = await _leave_unfinished(house, gate, [])
    BROKEN.append(True)
    try:
        await _restart(house, Peer("acme"))
    finally:
        BROKEN.clear()
    gate.set()
    assert await _settled(house, task.id) is TaskState.COMPLETED
    found = await house.get(broken.id)
    assert found.state is TaskState.FAILED
    assert "ZeroDivision" not in str(found)


def as_agent(call: SendMessage) -> SendMessage:
    return replace(call, message=replace(call.message, role=Role.AGENT))


async def test_who_calls_itself_an_agent_is_taken_up_too(house: House, gate: asyncio.Event) -> None:
    house.add(skills.gated(gate, []))
    task = await house.send(as_agent(asks("gated", return_immediately=True)))
    assert [turn.role for turn in task.history] == [Role.USER]
    await _restart(house, Peer("acme"))
    gate.set()
    assert await _settled(house, task.id) is TaskState.COMPLETED


async def test_who_calls_itself_an_agent_can_answer_a_question(house: House) -> None:
    house.add(skills.ask_colour)
    asked = await house.send(as_agent(asks("ask_colour")))
    ended = await house.send(
        as_agent(asks("ask_colour", message_id="msg-2", task_id=asked.id)),
    )
    assert ended.state is TaskState.COMPLETED
    assert [turn.role for turn in ended.history] == [Role.USER, Role.AGENT, Role.USER]
