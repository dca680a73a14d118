"""The way of a call: which skill runs, whose task it is, what is answered."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from gateway.config.agent import CapabilitySettings
from gateway.core.call import MessageReply, SendMessage
from gateway.core.errors import (
    GatewayError,
    InvalidParams,
    SkillNotFound,
    TaskNotFound,
    UnsupportedOperation,
)
from gateway.core.message import DataPart, Message, Role, TextPart
from gateway.core.push import PushConfig
from gateway.core.task import TaskState
from gateway.skillkit.context import SkillContext
from gateway.skillkit.declare import skill
from tests.inbox import skills
from tests.inbox.conftest import House, asks, caller
from tests.inbox.following import follow_to_the_end
from tests.until import until


async def test_a_skills_result_completes_the_task(house: House) -> None:
    house.add(skills.order)
    task = await house.send(asks("order", {"product": "lamp", "qty": 2}))
    assert task.state is TaskState.COMPLETED
    assert task.artifacts[0].parts == (DataPart({"ordered": "lamp", "qty": 2}),)
    assert task.history[0].task_id == task.id


async def test_text_that_names_no_skill_goes_to_the_default_skill(house: House) -> None:
    house.add(skills.echo)
    message = Message(id="1", role=Role.USER, parts=(TextPart("good morning"),))
    task = await house.send(SendMessage(message))
    assert task.artifacts[0].parts == (DataPart({"text": "good morning"}),)


async def test_wrong_arguments_name_the_field_and_leave_nothing(house: House) -> None:
    house.add(skills.order)
    with pytest.raises(InvalidParams) as refused:
        await house.send(asks("order", {"product": "lamp", "qty": "many"}))
    assert [violation.field for violation in refused.value.violations] == ["qty"]
    assert await house.tenant.list_unfinished() == []


@pytest.mark.parametrize("name", ["payroll", "PAYROLL", "unknown", "order", "p\u0430yroll"])
async def test_unknown_internal_and_not_allowed_skills_are_refused_alike(
    house: House, name: str
) -> None:
    house.add(skills.payroll, skills.order)
    with pytest.raises(SkillNotFound) as refused:
        await house.send(asks(name), skills=("echo",))
    assert refused.value.message == f"No such skill is offered to you: {name!r}"


@pytest.mark.parametrize("streams", [False, True])
async def test_a_send_that_a_switch_refuses_is_in_the_audit_log(
    house: House, streams: bool
) -> None:
    house.promised = CapabilitySettings(streaming=not streams, push_notifications=streams)
    call = asks("echo", push=PushConfig("", "", "https://acme.example/hook"))
    ask = follow_to_the_end if streams else House.send
    with pytest.raises(GatewayError) as refused:
        await ask(house, call)
    [activity] = await house.tenant.list_activity()
    assert (activity.status, activity.error) == ("error", refused.value.reason)
    assert activity.operation == ("SendStreamingMessage" if streams else "SendMessage")


async def test_a_refusal_is_on_record(house: House) -> None:
    with pytest.raises(SkillNotFound):
        await house.send(asks("unknown"))
    [activity] = await house.tenant.list_activity()
    assert (activity.status, activity.error) == ("error", "SKILL_NOT_FOUND")


async def test_a_failing_skill_tells_the_peer_an_error_id_and_no_cause(house: House) -> None:
    house.add(skills.explode)
    task = await house.send(asks("explode"))
    assert task.state is TaskState.FAILED
    assert task.status.message is not None
    text = str(task.status.message.parts)
    assert "error id" in text
    assert "secret" not in text


async def test_another_peers_task_is_absent(house: House) -> None:
    house.add(skills.echo)
    task = await house.send(asks("echo"), peer="acme")
    with pytest.raises(TaskNotFound):
        await house.get(task.id, peer="rival")
    with pytest.raises(TaskNotFound):
        await house.send(asks("echo", task_id=task.id), peer="rival")


async def test_a_task_at_work_is_absent_to_others_and_shown_to_its_owner(
    house: House, gate: asyncio.Event
) -> None:
    house.add(skills.gated(gate, []))
    task = await house.send(asks("gated", return_immediately=True))
    assert task.state in (TaskState.SUBMITTED, TaskState.WORKING)
    with pytest.raises(TaskNotFound):
        await house.get(task.id, peer="rival")
    assert (await house.get(task.id)).id == task.id
    gate.set()


async def test_a_blocking_call_answers_the_working_task_after_its_wait(
    house: House, gate: asyncio.Event
) -> None:
    house.add(skills.gated(gate, []))
    house.inbox = house.make_inbox(reply_wait=0.1)
    task = await house.send(asks("gated"))
    assert task.state is TaskState.WORKING
    [stored] = await house.tenant.list_unfinished()
    assert stored.task.id == task.id
    gate.set()


async def test_a_client_that_goes_away_cancels_nothing(house: House, gate: asyncio.Event) -> None:
    runs: list[str] = []
    house.add(skills.gated(gate, runs))
    call = asks("gated", message_id="01890a5d-ac96-774b-bcce-b302099a8057")
    client = asyncio.create_task(house.send(call))
    await until(lambda: runs)
    client.cancel()
    await asyncio.wait([client])
    gate.set()
    assert (await house.send(call)).state is TaskState.COMPLETED
    assert len(runs) == 1


async def test_an_answer_continues_the_task_that_asked(house: House) -> None:
    house.add(skills.ask_colour)
    asked = await house.send(asks("ask_colour"))
    assert asked.state is TaskState.INPUT_REQUIRED
    answer = Message(id="2", role=Role.USER, parts=(TextPart("red"),), task_id=asked.id)
    done = await house.send(SendMessage(answer))
    assert (done.id, done.context_id, done.state) == (
        asked.id,
        asked.context_id,
        TaskState.COMPLETED,
    )
    assert done.artifacts[0].parts == (TextPart("red it is"),)
    assert [turn.role for turn in done.history] == [Role.USER, Role.AGENT, Role.USER]


async def test_a_finished_task_takes_no_more_messages(house: House) -> None:
    house.add(skills.echo)
    task = await house.send(asks("echo"))
    with pytest.raises(UnsupportedOperation):
        await house.send(asks("echo", task_id=task.id))


async def test_the_context_must_be_the_tasks_own(house: House) -> None:
    house.add(skills.ask_colour)
    task = await house.send(asks("ask_colour"))
    with pytest.raises(InvalidParams) as refused:
        await house.send(asks("ask_colour", task_id=task.id, context_id="another"))
    assert [violation.field for violation in refused.value.violations] == ["message.contextId"]


async def test_a_callers_context_is_kept(house: House) -> None:
    house.add(skills.echo)
    task = await house.send(asks("echo", context_id="order-7"))
    assert task.context_id == "order-7"


async def test_a_direct_answer_makes_no_task(house: House) -> None:
    house.add(skills.greet)
    call = asks("greet", message_id="01890a5d-ac96-774b-bcce-b302099a8057")
    first = await house.inbox.handle(caller("acme"), call, house.arrival())
    again = await house.inbox.handle(caller("acme"), call, house.arrival())
    assert isinstance(first, MessageReply)
    assert again == first


async def test_an_answer_to_a_task_that_is_just_being_stored_ends_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = house.tenant.commit
    is_storing, is_answered = asyncio.Event(), asyncio.Event()

    async def note(_: object, *unit: Any) -> None:
        is_storing.set()
        await is_answered.wait()
        await commit(*unit)

    @skill()
    async def think(ctx: SkillContext) -> Message:
        """Answer when one can be seen to think."""
        await is_storing.wait()
        is_answered.set()
        return Message("m", Role.AGENT, (TextPart("hm"),))

    monkeypatch.setattr(type(house.tenant), "commit", note)
    house.add(think)
    task = await house.send(asks("think"))
    assert task == await house.get(task.id)
    assert (task.state, task.artifacts[0].parts) == (TaskState.COMPLETED, (TextPart("hm"),))


async def test_history_length_cuts_the_answer_and_not_the_record(house: House) -> None:
    house.add(skills.echo)
    task = await house.send(asks("echo", history_length=0))
    assert task.history == ()
    assert len((await house.get(task.id)).history) == 1


async def test_a_peer_that_lost_its_right_while_it_waited_runs_nothing(
    house: House, gate: asyncio.Event
) -> None:
    runs: list[str] = []
    house.add(skills.gated(gate, runs))
    calls = [
        asyncio.create_task(house.send(asks("gated", message_id=f"m{number}")))
        for number in range(3)
    ]
    await until(lambda: len(runs) == 2)

    def refuse(*_: object) -> None:
        raise SkillNotFound

    house.allowed = refuse
    gate.set()
    results = await asyncio.gather(*calls, return_exceptions=True)
    # A task that was shown by then has failed.
    refused = [
        result
        for result in results
        if isinstance(result, SkillNotFound) or result.state is TaskState.FAILED
    ]
    assert len(refused) == 1
    assert len(runs) == 2


async def test_a_line_that_is_too_long_is_refused(house: House, gate: asyncio.Event) -> None:
    house.add(skills.gated(gate, []))
    calls = [
        asyncio.create_task(house.send(asks("gated", message_id=f"m{number}")))
        for number in range(6)
    ]
    done, _ = await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
    assert "waiting already" in str(done.pop().exception())
    gate.set()
    await asyncio.wait(calls)


async def test_what_names_no_dialect_of_ids_gets_them(house: House) -> None:
    house.add(skills.echo)
    call = asks("echo")
    call = replace(call, message=replace(call.message, id=""), message_id_is_given=False)
    task = await house.send(call)
    assert task.history[0].id.startswith("id-")
