"""A caller lists its own tasks, page by page, and nothing of anyone else's."""

import asyncio
from typing import Any

import pytest

from gateway.core.call import ListTasks, TaskPageReply
from gateway.core.errors import InvalidParams
from gateway.core.peer import AuthenticatedPeer, Peer
from gateway.core.task import TaskState
from gateway.inbox.own import OwnTasks
from gateway.inbox.page import read_token
from gateway.skillkit import SkillContext, skill
from gateway.store.task_query import TaskQuery
from tests.inbox import skills
from tests.inbox.conftest import House, asks, caller
from tests.inbox.following import following


async def page_of(house: House, peer: str = "acme", **query: Any) -> TaskPageReply:
    reply = await house.inbox.handle(caller(peer), ListTasks(**query), house.arrival())
    assert isinstance(reply, TaskPageReply)
    return reply


async def pages_of(house: House, **query: Any) -> list[TaskPageReply]:
    pages = [await page_of(house, **query)]
    while token := pages[-1].next_token:
        pages.append(await page_of(house, page_token=token, **query))
    return pages


def ids(*pages: TaskPageReply) -> list[str]:
    return [reply.task.id for page in pages for reply in page.tasks]


@pytest.fixture
async def tasks(house: House) -> list[str]:
    """Five tasks of acme, the newest first, the even ones in a context of their own."""
    house.add(skills.echo, skills.ask_colour)
    made = []
    for number in range(5):
        house.at += 1000
        names = {"message_id": f"m{number}", "context_id": "even" if number % 2 == 0 else "odd"}
        made.append((await house.send(asks("echo", {"n": number}, **names))).id)
    await house.send(asks("echo", message_id="m9"), peer="rival")
    return made[::-1]


async def test_the_newest_come_first_and_only_ones_own(house: House, tasks: list[str]) -> None:
    page = await page_of(house)
    assert ids(page) == tasks
    assert (page.next_token, page.page_size, page.total) == ("", 50, 5)
    assert len(ids(await page_of(house, "rival"))) == 1
    assert (await page_of(house, "third")).total == 0


async def test_pages_follow_each_other(house: House, tasks: list[str]) -> None:
    pages = await pages_of(house, page_size=2)
    assert [len(page.tasks) for page in pages] == [2, 2, 1]
    assert ids(*pages) == tasks
    assert {(page.page_size, page.total) for page in pages} == {(2, 5)}
    assert len(await pages_of(house, page_size=5)) == 1


async def test_filters_restrict_the_list_and_its_count(house: House, tasks: list[str]) -> None:
    pages = await pages_of(house, page_size=2, context_id="even")
    assert ids(*pages) == tasks[0::2]
    assert {page.total for page in pages} == {3}
    asked = await house.send(asks("ask_colour", message_id="m8"))
    assert ids(await page_of(house, state=TaskState.INPUT_REQUIRED)) == [asked.id]
    assert ids(await page_of(house, status_since=house.at)) == [asked.id, tasks[0]]
    assert ids(await page_of(house, context_id="nothing")) == []


async def test_what_is_shown_of_a_task_is_asked_for(house: House, tasks: list[str]) -> None:
    [bare] = (await page_of(house, page_size=1)).tasks
    [full] = (await page_of(house, page_size=1, with_artifacts=True, history_length=0)).tasks
    assert (bare.task.artifacts, len(bare.task.history)) == ((), 1)
    assert (len(full.task.artifacts), full.task.history) == (1, ())
    assert bare.made_in == "a2a-1.0"


async def test_the_page_is_as_long_as_the_gateway_allows(house: House, tasks: list[str]) -> None:
    own = OwnTasks(house.tenant, house.inbox._running, page_size=3)
    page = await own.list(caller("acme"), ListTasks(page_size=100))
    assert (ids(page), page.page_size) == (tasks[:3], 3)


async def test_a_token_belongs_to_its_caller_and_its_question(
    house: House, tasks: list[str]
) -> None:
    token = (await page_of(house, page_size=1)).next_token
    for peer, query in (
        ("rival", {}),
        ("acme", {"context_id": "even"}),
        ("acme", {"state": TaskState.COMPLETED}),
        ("acme", {"status_since": 5}),
    ):
        with pytest.raises(InvalidParams, match="page token"):
            await page_of(house, peer, page_token=token, **query)
    assert (
        ids(await page_of(house, page_token=token, page_size=2, with_artifacts=True))
        == (tasks[1:3])
    )


async def test_a_forged_token_is_refused(house: House, tasks: list[str]) -> None:
    token = (await page_of(house, page_size=1)).next_token
    forged = [token[:place] + _other(token[place]) + token[place + 1 :] for place in range(30)]
    forged += [token[:-1], token + "A", token + "=", token + "!", f" {token}", "1", "%", "é", "\0"]
    forged += ["A" * 5000, tasks[0]]
    for wrong in forged:
        with pytest.raises(InvalidParams) as refusal:
            await page_of(house, page_token=wrong)
        assert refusal.value.violations[0].field == "pageToken"


def _other(letter: str) -> str:
    return "B" if letter == "A" else "A"


async def test_a_token_of_another_tenant_is_refused(house: House, tasks: list[str]) -> None:
    token = (await page_of(house, page_size=1)).next_token
    query = TaskQuery(peer="acme")
    ours = AuthenticatedPeer(Peer(name="acme"), "default", "t")
    assert read_token(ours, query, token).before_id == tasks[0]
    with pytest.raises(InvalidParams):
        read_token(AuthenticatedPeer(Peer(name="acme"), "other", "t"), query, token)


async def test_a_task_in_work_is_listed_as_it_is_now(house: House) -> None:
    words: asyncio.Queue[str] = asyncio.Queue()

    @skill()
    async def slow(ctx: SkillContext) -> None:
        """Say what the test wants said."""
        await ctx.progress("begun")
        while word := await words.get():
            await ctx.progress(word)

    house.add(skills.echo, slow)
    async with following(house, asks("slow")) as reader:
        await reader.read_to(2)
        house.at += 10
        await house.send(asks("echo", message_id="m2"))
        house.at += 10
        words.put_nowait("half way")
        await reader.read_to(3)
        page = await page_of(house)
        assert page.tasks[0].task == await house.get(reader.task_id)
        assert ids(await page_of(house, status_since=house.at)) == [reader.task_id]
        words.put_nowait("")
        await reader.read_to_the_end()
