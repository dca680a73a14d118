"""Messages that come twice at once, on a store that takes its time, as a disk does."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.core.call import SendMessage
from gateway.core.message import Message, Role, TextPart
from gateway.core.task import TaskState
from gateway.store import open_store
from tests.inbox import skills
from tests.inbox.conftest import House, asks
from tests.until import until


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    store = await open_store(f"sqlite:///{tmp_path}/gate.db")
    house = House(store)
    yield house
    await house.inbox.close(0)
    house.threads.close()
    await store.close()


async def test_twins_that_wait_for_nothing_are_one_task(house: House, gate: asyncio.Event) -> None:
    runs: list[str] = []
    house.add(skills.gated(gate, runs))
    call = asks("gated", idempotency_key="once", return_immediately=True)
    tasks = await asyncio.gather(*(house.send(call) for _ in range(5)))
    assert len({task.id for task in tasks}) == 1
    # The others have no part in what may be in hand.
    for number in range(4):
        await house.send(asks("gated", message_id=f"m-{number}", return_immediately=True))
    gate.set()
    await until(lambda: not house.inbox.is_busy)
    assert len(runs) == 5


async def test_two_answers_at_once_are_two_turns(house: House) -> None:
    house.add(skills.ask_colour)
    asked = await house.send(asks("ask_colour"))
    answers = [
        SendMessage(
            Message(text, Role.USER, (TextPart(text),), task_id=asked.id), return_immediately=True
        )
        for text in ("red", "blue")
    ]
    await asyncio.gather(*map(house.send, answers))
    await until(lambda: not house.inbox.is_busy)
    ended = await house.get(asked.id)
    assert ended.state is TaskState.COMPLETED
    assert {turn.id for turn in ended.history} >= {"red", "blue"}
