"""A store without room: every call is told to come again, nothing is half there, and it heals."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gateway.auth.tokens import hash_token
from gateway.config import read
from gateway.http.serve import bind, listen
from gateway.store.engine.sqlite import SqliteStore
from gateway.store.task_query import TaskQuery
from gateway.wiring import Services, open_services
from tests.e2e.caller import Answer, Caller
from tests.e2e.held import Held
from tests.e2e.say import LANGUAGES, get_task, send_at_once, send_skill
from tests.e2e.site import SKILLS
from tests.store.full import limit_pages
from tests.until import until

TOKEN = "token-of-acme"
# Longer than what is left in the pages that are there.
LARGE = {"text": "x" * 100_000}
FULL = "The store cannot be used: the disk is full; free some space"
CONFIG = f"""
[agent]
name = "A"
[[peers]]
name = "acme"
tokens = [{{ id = "a", hash = "{hash_token(TOKEN)}" }}]
"""


@dataclass
class Office:
    services: Services
    caller: Caller

    async def post(self, body: Any) -> Answer:
        return await asyncio.to_thread(self.caller.post, body)

    async def fill(self) -> None:
        await self._limit(0)

    async def make_room(self) -> None:
        await self._limit(10_000)

    async def _limit(self, more: int) -> None:
        assert isinstance(self.services.store, SqliteStore)
        await limit_pages(self.services.store, more)

    async def tasks(self) -> list[str]:
        """The ids of all tasks that are stored, read page by page: they are large."""
        ids: list[str] = []
        query = TaskQuery()
        while True:
            page = await self.services.tenant.list_tasks(query)
            ids += [record.task.id for record in page.records]
            if not page.has_more:
                return ids
            last = page.records[-1]
            query = TaskQuery(before=last.updated_at, before_id=last.task.id)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    (tmp_path / "data").mkdir()
    settings = read(CONFIG, tmp_path / "peers.toml", environ={})
    with bind("127.0.0.1", 0) as listener:
        async with (
            open_services(settings, (SKILLS,)) as services,
            listen(services, listener) as url,
        ):
            yield Office(services, Caller(url, TOKEN))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_call_is_told_to_come_again(office: Office, language: str) -> None:
    say, hear = LANGUAGES[language]
    await office.fill()

    refused = await office.post(say("echo", LARGE))

    assert refused.status == 503
    assert int(refused.headers["Retry-After"]) >= 1
    if "jsonrpc" in refused.json:
        assert (refused.code, refused.reason) == (-32603, "STORE")
        assert refused.json["error"]["message"].startswith(FULL)
    else:
        assert refused.json["error"].startswith(FULL)
    await office.make_room()
    assert hear(await office.post(say("echo", LARGE))) == LARGE


async def test_a_refused_message_left_nothing_and_is_taken_later(office: Office) -> None:
    calls = [send_skill("echo", LARGE) for _ in range(8)]
    await office.fill()

    refused = await asyncio.gather(*map(office.post, [*calls, send_at_once("echo", LARGE)]))

    assert {answer.status for answer in refused} == {503}
    assert await office.tasks() == []
    audit = await office.services.tenant.list_activity()
    assert {(row.status, row.error) for row in audit} <= {("error", "STORE")}
    await office.make_room()
    answers = await asyncio.gather(*map(office.post, calls))
    ids = [answer.result["task"]["id"] for answer in answers]
    assert sorted(await office.tasks()) == sorted(ids)
    again = await asyncio.gather(*map(office.post, calls))
    assert [answer.result["task"]["id"] for answer in again] == ids


async def test_what_was_answered_before_can_still_be_read(office: Office) -> None:
    task = (await office.post(send_skill("echo", {"a": 1}))).result["task"]
    await office.fill()

    await office.post(send_skill("echo", LARGE))

    assert (await office.post(get_task(task["id"]))).result == task


async def test_a_task_that_ends_without_room_has_its_end_saved_later(
    office: Office, tmp_path: Path
) -> None:
    held = Held(tmp_path / "log", tmp_path / "gate")
    arguments = {**held.arguments, "word": LARGE["text"]}
    task_id = (await office.post(send_at_once("repeatable", arguments))).result["task"]["id"]
    await until(lambda: held.runs() == 1)
    await office.fill()
    held.release()
    await until(lambda: office.services.inbox._running.find(task_id) is None)
    assert (await state_of(office, task_id)) != "TASK_STATE_COMPLETED"

    await office.make_room()

    await until(lambda: not office.services.inbox.is_busy)
    assert (await state_of(office, task_id)) == "TASK_STATE_COMPLETED"
    assert held.runs() == 1


async def state_of(office: Office, task_id: str) -> str:
    return (await office.post(get_task(task_id))).result["status"]["state"]
