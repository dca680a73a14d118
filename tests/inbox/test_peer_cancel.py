"""A peer cancels its own tasks, and no one else's."""

import asyncio

import pytest

from gateway.core.call import CancelTask, TaskReply
from gateway.core.errors import TaskNotCancelable, TaskNotFound
from gateway.core.task import TaskState
from tests.inbox import skills
from tests.inbox.conftest import House, asks, caller
from tests.inbox.following import following, told
from tests.until import until


async def cancel(house: House, task_id: str, peer: str = "acme") -> TaskReply:
    reply = await house.inbox.handle(caller(peer), CancelTask(task_id), house.arrival())
    assert isinstance(reply, TaskReply)
    return reply


@pytest.fixture
async def running(house: House, gate: asyncio.Event) -> str:
    """The id of a task whose skill runs."""
    runs: list[str] = []
    house.add(skills.gated(gate, runs))
    task = await house.send(asks("gated", return_immediately=True, alias="mine"))
    await until(lambda: runs)
    return task.id


async def test_the_canceled_task_is_the_answer(house: House, running: str) -> None:
    reply = await cancel(house, running)
    assert (reply.task.id, reply.task.state) == (running, TaskState.CANCELED)
    assert (reply.alias, reply.made_in) == ("mine", "a2a-1.0")
    assert await house.get(running) == reply.task
    await until(lambda: not house.inbox.is_busy)


async def test_it_may_be_named_as_its_caller_named_it(house: House, running: str) -> None:
    with pytest.raises(TaskNotFound):
        await cancel(house, "mine", "rival")
    assert (await cancel(house, "mine")).task.id == running


async def test_a_foreign_task_is_absent_and_goes_on(
    house: House, running: str, gate: asyncio.Event
) -> None:
    with pytest.raises(TaskNotFound) as foreign:
        await cancel(house, running, "rival")
    with pytest.raises(TaskNotFound) as absent:
        await cancel(house, "id-nothing", "rival")
    assert foreign.value.message == absent.value.message
    gate.set()
    await until(lambda: not house.inbox.is_busy)
    assert (await house.get(running)).state is TaskState.COMPLETED


async def test_a_task_that_has_ended_cannot_be_canceled(house: House, running: str) -> None:
    await cancel(house, running)
    with pytest.raises(TaskNotCancelable, match="it is canceled"):
        await cancel(house, running)


async def test_a_task_that_waits_for_its_peer_is_canceled_for_all_who_follow(
    house: House,
) -> None:
    house.add(skills.ask_colour)
    async with following(house, asks("ask_colour")) as reader:
        await reader.read_to(2)
        await cancel(house, reader.task_id)
        heard = told(await reader.read_to_the_end())
    assert heard[-1] == (3, "canceled Canceled by the caller.")
