"""A task of many turns: each is kept once, in its place, whatever else is saved of the task."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from gateway.core.call import SendMessage
from gateway.core.message import Message, Role, TextPart, text_of
from gateway.core.task import Task, TaskState
from gateway.inbox.recover import recover
from gateway.skillkit import SkillContext, skill
from gateway.store import ENGINES
from gateway.store.writes import UpdateTask
from tests.inbox.conftest import House, asks, caller, opened


@pytest.fixture(params=ENGINES)
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    url = "memory:" if request.param == "memory" else f"sqlite:///{tmp_path}/gate.db"
    async with opened(url) as house:
        yield house


def says(task: Task, text: str, **more: Any) -> SendMessage:
    return SendMessage(Message(text, Role.USER, (TextPart(text),), task_id=task.id), **more)


def words(task: Task) -> list[str]:
    """Of each message after the first, which holds none; the newest of ours is in the status."""
    newest = (task.status.message,) if task.status.message else ()
    return [text_of(message.parts) for message in (*task.history[1:], *newest)]


@skill()
async def ask_on(ctx: SkillContext) -> str:
    """Ask until there is nothing more."""
    if ctx.answer != "nothing":
        await ctx.ask(f"After {ctx.answer}?")
    return str(len(ctx.task.history))


async def test_what_was_said_is_not_saved_again_with_each_turn(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = house.tenant.commit
    saves: list[tuple[int, int]] = []

    async def note(_: object, *unit: Any) -> None:
        await commit(*unit)
        saves.extend((w.kept, w.record.turns) for w in unit if isinstance(w, UpdateTask))

    monkeypatch.setattr(type(house.tenant), "commit", note)
    house.add(ask_on)
    task = await house.send(asks("ask_on"))
    for text in ("one", "two", "nothing"):
        task = await house.send(says(task, text))
    turns = ["After None?", "one", "After one?", "two", "After two?", "nothing"]
    assert words(task) == words(await house.get(task.id)) == turns
    assert task.artifacts[0].parts[0] == TextPart("7")
    # A question is in the status until it is answered, and what ends is not saved again.
    assert saves == [(0, 3), (3, 5), (5, 5)]


async def test_turns_and_events_keep_their_order_over_a_restart(house: House) -> None:
    goes_on = asyncio.Event()

    @skill()
    async def report(ctx: SkillContext) -> None:
        """Say how far it is, again after each word."""
        await ctx.progress(f"run {len(ctx.task.history)}")
        await goes_on.wait()
        await ctx.progress("further")
        await asyncio.Event().wait()

    house.add(report)
    task = await house.send(asks("report", return_immediately=True))

    async def has_said(text: str) -> Task:
        while text not in words(found := await house.get(task.id)):  # noqa: ASYNC110
            await asyncio.sleep(0)
        return found

    await has_said("run 1")
    await house.send(says(task, "hurry", return_immediately=True))
    goes_on.set()
    before = await has_said("further")
    assert words(before) == ["hurry", "run 1", "further"]

    goes_on.clear()
    await house.inbox.close(0)
    house.open_hub()
    house.inbox = house.make_inbox()
    peer = caller("acme").peer
    await recover(house.tenant, house.inbox, house.planner, lambda _: peer, house.clock)
    await has_said("run 3")
    await house.send(says(task, "please", return_immediately=True))
    ended = await house.inbox.cancel(task.id, "enough")
    assert ended.state is TaskState.CANCELED
    assert words(ended) == [*words(before), "please", "run 3", "enough"]
    assert await house.get(task.id) == ended
