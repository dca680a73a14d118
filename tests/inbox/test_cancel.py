"""A task that is canceled ends once, durably, and its skill stops."""

import asyncio
import threading
from typing import Any

import pytest

from gateway.core.call import MessageReply, SendMessage
from gateway.core.errors import (
    StoreError,
    TaskNotCancelable,
    TaskNotFound,
    UnsupportedOperation,
)
from gateway.core.message import Message, Role, TextPart, text_of
from gateway.core.peer import Peer
from gateway.core.task import IllegalTransition, Task, TaskState
from gateway.inbox.recover import recover
from gateway.skillkit import Skill, SkillContext, skill
from tests.inbox import skills
from tests.inbox.conftest import House, asks, caller
from tests.until import until

WORDS = "Canceled by the operator."


def endless(log: list[str], *, stubborn: bool = False) -> Skill:
    """A skill that waits for ever, and notes that it began and was stopped."""

    @skill(name="endless", effect="at_least_once")
    async def wait(ctx: SkillContext) -> dict[str, str]:
        """Wait."""
        log.append("began")
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            log.append("stopped")
            if not stubborn:
                raise
            await _try_to_go_on(ctx, log)
        return {"late": "result"}

    return wait


async def _try_to_go_on(ctx: SkillContext, log: list[str]) -> None:
    for attempt in (ctx.progress("still here"), ctx.artifact("late")):
        try:
            await attempt
        except IllegalTransition:
            log.append("refused")


async def begin(house: House, log: list[str], **options: Any) -> str:
    """The id of a task whose skill runs."""
    house.add(endless(log, **options))
    task = await house.send(asks("endless", return_immediately=True))
    await until(lambda: log)
    return task.id


def words_of(task: Task) -> str:
    assert task.status.message is not None
    return text_of(task.status.message.parts)


async def test_the_running_skill_is_stopped_and_the_task_is_canceled(house: House) -> None:
    log: list[str] = []
    task_id = await begin(house, log)
    canceled = await house.inbox.cancel(task_id, WORDS)
    assert (canceled.state, words_of(canceled)) == (TaskState.CANCELED, WORDS)
    assert await house.get(task_id) == canceled
    await until(lambda: not house.inbox.is_busy)
    assert log == ["began", "stopped"]
    [activity] = await house.tenant.list_activity()
    assert (activity.status, activity.error) == ("error", "CANCELED")


async def test_whoever_waits_for_the_task_is_answered_with_its_end(house: House) -> None:
    log: list[str] = []
    house.add(endless(log))
    waiting = asyncio.create_task(house.send(asks("endless")))
    await until(lambda: log)
    [task_id] = await _stored(house)
    await house.inbox.cancel(task_id, WORDS)
    assert (await waiting).state is TaskState.CANCELED


async def _stored(house: House) -> list[str]:
    """The ids of the unfinished tasks, once there are any."""
    found: list[str] = []

    async def look() -> None:
        while not found:
            found.extend(record.task.id for record in await house.tenant.list_unfinished())
            await asyncio.sleep(0.001)

    await asyncio.wait_for(look(), 60)
    return found


async def test_its_place_is_free_again(house: House) -> None:
    log: list[str] = []
    house.add(endless(log), skills.echo)
    running = [
        await house.send(asks("endless", message_id=f"m{number}", return_immediately=True))
        for number in range(2)
    ]
    await until(lambda: len(log) == 2)
    next_one = asyncio.create_task(house.send(asks("echo", message_id="m9")))
    await house.inbox.cancel(running[0].id, WORDS)
    assert (await next_one).state is TaskState.COMPLETED


async def test_a_task_in_line_never_runs(house: House) -> None:
    log: list[str] = []
    house.add(endless(log))
    sent = [
        await house.send(asks("endless", message_id=f"m{number}", return_immediately=True))
        for number in range(3)
    ]
    await until(lambda: len(log) == 2)
    await house.inbox.cancel(sent[2].id, WORDS)
    assert (await house.get(sent[2].id)).state is TaskState.CANCELED
    for task in sent[:2]:
        await house.inbox.cancel(task.id, WORDS)
    await until(lambda: not house.inbox.is_busy)
    assert log.count("began") == 2


async def test_a_skill_that_goes_on_nevertheless_changes_nothing_more(house: House) -> None:
    log: list[str] = []
    task_id = await begin(house, log, stubborn=True)
    canceled = await house.inbox.cancel(task_id, WORDS)
    await until(lambda: not house.inbox.is_busy)
    assert log == ["began", "stopped", "refused", "refused"]
    assert await house.get(task_id) == canceled


async def test_a_plain_function_runs_out_and_its_result_is_dropped(house: House) -> None:
    began, leave, left = threading.Event(), threading.Event(), threading.Event()

    @skill(name="blocking")
    def block(ctx: SkillContext) -> str:
        """Block."""
        began.set()
        leave.wait(60)
        left.set()
        return "late"

    house.add(block)
    task = await house.send(asks("blocking", return_immediately=True))
    await until(began.is_set)
    canceled = await house.inbox.cancel(task.id, WORDS)
    leave.set()
    await until(left.is_set)
    await until(lambda: not house.inbox.is_busy)
    assert await house.get(task.id) == canceled


async def test_a_task_that_waits_for_its_peer_can_be_canceled(house: House) -> None:
    house.add(skills.ask_colour)
    asked = await house.send(asks("ask_colour"))
    canceled = await house.inbox.cancel(asked.id, WORDS)
    assert (await house.get(asked.id)).state is TaskState.CANCELED
    assert [text_of(turn.parts) for turn in canceled.history][-1] == "Which colour?"
    answer = asks("ask_colour", message_id="m2", task_id=asked.id)
    with pytest.raises(UnsupportedOperation, match="canceled"):
        await house.send(answer)


async def test_a_task_that_no_one_carries_can_be_canceled(
    house: House, gate: asyncio.Event
) -> None:
    house.add(skills.gated(gate, []))
    task = await house.send(asks("gated", return_immediately=True))
    await house.inbox.close(0)
    house.inbox = house.make_inbox()
    assert (await house.inbox.cancel(task.id, WORDS)).state is TaskState.CANCELED
    assert await house.tenant.list_unfinished() == []


async def test_a_task_that_has_ended_cannot(house: House) -> None:
    house.add(skills.echo)
    task = await house.send(asks("echo"))
    with pytest.raises(TaskNotCancelable, match="it is completed"):
        await house.inbox.cancel(task.id, WORDS)
    assert (await house.get(task.id)).state is TaskState.COMPLETED


async def test_a_task_is_canceled_once(house: House) -> None:
    task_id = await begin(house, [], stubborn=True)
    results = await asyncio.gather(
        *(house.inbox.cancel(task_id, WORDS) for _ in range(3)), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == [
        "Task",
        "TaskNotCancelable",
        "TaskNotCancelable",
    ]


async def test_a_task_that_does_not_exist_is_not_found(house: House) -> None:
    with pytest.raises(TaskNotFound):
        await house.inbox.cancel("id-nothing", WORDS)


@pytest.mark.parametrize("effect", ["at_least_once", "at_most_once"])
async def test_a_cancel_at_the_same_moment_as_the_end_leaves_one_end(
    durable: House, gate: asyncio.Event, effect: str
) -> None:
    durable.add(skills.gated(gate, [], effect=effect))
    for number in range(40):
        gate.clear()
        call = asks("gated", message_id=f"m{number}", return_immediately=True)
        task = await durable.send(call)
        canceling = asyncio.create_task(_try_to_cancel(durable, task.id))
        for _ in range(number // 4):
            await asyncio.sleep(0)
        gate.set()
        was_canceled = await canceling
        await until(lambda: not durable.inbox.is_busy)
        state = (await durable.get(task.id)).state
        assert state is (TaskState.CANCELED if was_canceled else TaskState.COMPLETED)


async def _try_to_cancel(house: House, task_id: str) -> bool:
    try:
        await house.inbox.cancel(task_id, WORDS)
    except TaskNotCancelable:
        return False
    return True


async def test_an_answer_at_the_same_moment_leaves_one_end(house: House) -> None:
    house.add(skills.ask_colour)
    for number in range(10):
        asked = await house.send(asks("ask_colour", message_id=f"m{number}"))
        message = Message(f"a{number}", Role.USER, (TextPart("red"),), task_id=asked.id)
        answering = asyncio.create_task(_try_to_answer(house, message))
        for _ in range(number):
            await asyncio.sleep(0)
        was_canceled = await _try_to_cancel(house, asked.id)
        answered = await answering
        await until(lambda: not house.inbox.is_busy)
        state = (await house.get(asked.id)).state
        assert state is (TaskState.CANCELED if was_canceled else TaskState.COMPLETED)
        assert answered in (state, None)


async def _try_to_answer(house: House, message: Message) -> TaskState | None:
    try:
        return (await house.send(SendMessage(message))).state
    except (StoreError, UnsupportedOperation):
        return None


async def test_a_canceled_task_is_not_taken_up_by_the_next_start(house: House) -> None:
    log: list[str] = []
    task_id = await begin(house, log)
    await house.inbox.cancel(task_id, WORDS)
    await house.inbox.close(0)
    house.inbox = house.make_inbox()
    await recover(house.tenant, house.inbox, house.planner, Peer, house.clock)
    assert not house.inbox.is_busy
    assert log.count("began") == 1


async def test_a_direct_answer_that_comes_too_late_is_dropped(house: House) -> None:
    log: list[str] = []

    @skill(name="endless")
    async def wait(ctx: SkillContext) -> Message:
        """Answer directly, whatever happens."""
        log.append("began")
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            log.append("stopped")
        return Message("late", Role.AGENT, (TextPart("late"),))

    house.add(wait)
    call = asks("endless", message_id="01890a5d-ac96-774b-bcce-b302099a8057")
    waiting = asyncio.create_task(house.inbox.handle(caller("acme"), call, house.arrival()))
    [task_id] = await _stored(house)
    await house.inbox.cancel(task_id, WORDS)
    assert not isinstance(await waiting, MessageReply)
    await until(lambda: not house.inbox.is_busy)
    assert (await house.get(task_id)).state is TaskState.CANCELED
