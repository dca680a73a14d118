"""Messages that come twice at once, on a store that takes its time, as a disk does."""

import asyncio

from gateway.core.call import SendMessage
from gateway.core.message import Message, Role, TextPart
from gateway.core.task import TaskState
from tests.inbox import skills
from tests.inbox.conftest import House, asks
from tests.until import until


async def test_twins_that_wait_for_nothing_are_one_task(
    durable: House, gate: asyncio.Event
) -> None:
    runs: list[str] = []
    durable.add(skills.gated(gate, runs))
    call = asks("gated", idempotency_key="once", return_immediately=True)
    tasks = await asyncio.gather(*(durable.send(call) for _ in range(5)))
    assert len({task.id for task in tasks}) == 1
    # The others have no part in what may be in hand.
    for number in range(4):
        await durable.send(asks("gated", message_id=f"m-{number}", return_immediately=True))
    gate.set()
    await until(lambda: not durable.inbox.is_busy)
    assert len(runs) == 5


async def test_two_answers_at_once_are_two_turns(durable: House) -> None:
    durable.add(skills.ask_colour)
    asked = await durable.send(asks("ask_colour"))
    answers = [
        SendMessage(
            Message(text, Role.USER, (TextPart(text),), task_id=asked.id), return_immediately=True
        )
        for text in ("red", "blue")
    ]
    await asyncio.gather(*map(durable.send, answers))
    await until(lambda: not durable.inbox.is_busy)
    ended = await durable.get(asked.id)
    assert ended.state is TaskState.COMPLETED
    assert {turn.id for turn in ended.history} >= {"red", "blue"}
