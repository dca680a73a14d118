"""A task that goes on keeps what was said in rows of their own, and is read with all of it."""

import sqlite3
from pathlib import Path

import pytest
from msgspec.structs import replace

from gateway.core.errors import StoreError
from gateway.core.json import decode
from gateway.core.message import DataPart, Message, Role, TextPart
from gateway.core.task import TaskState, TaskStatus
from gateway.store import open_store
from gateway.store.base import Store, TenantStore
from gateway.store.records import TaskRecord
from gateway.store.task_query import PAGE_BYTES, TaskQuery
from gateway.store.writes import InsertTask, StaleTask, UpdateTask
from tests.store.values import record


def said(number: int, text: str = "zwölf\nStück") -> Message:
    role = Role.USER if number % 2 else Role.AGENT
    return Message(f"m-{number}", role, (TextPart(text),))


def after(old: TaskRecord, *more: Message, turns: int) -> TaskRecord:
    """The next version, with more that was said, in which so many messages are rows."""
    task = replace(old.task, history=(*old.task.history, *more))
    return replace(old, task=task, version=old.version + 1, turns=turns)


@pytest.fixture
async def dialogue(tenant: TenantStore) -> TaskRecord:
    """A task with four messages, of which three are rows."""
    return await begin(tenant)


async def begin(tenant: TenantStore) -> TaskRecord:
    first = record()
    second = after(first, said(2), turns=2)
    third = after(second, said(3), said(4), turns=3)
    await tenant.commit(InsertTask(first))
    await tenant.commit(UpdateTask(second))
    await tenant.commit(UpdateTask(third, kept=2))
    return third


async def test_a_task_is_read_with_all_that_was_said(
    tenant: TenantStore, dialogue: TaskRecord
) -> None:
    assert await tenant.find_task("t-1") == dialogue
    assert await tenant.list_unfinished() == [dialogue]
    assert (await tenant.list_tasks(TaskQuery())).records == [dialogue]


async def test_a_task_may_end_with_words_in_its_document(
    tenant: TenantStore, dialogue: TaskRecord
) -> None:
    status = TaskStatus(TaskState.COMPLETED, 9)
    ended = after(dialogue, said(5), turns=3)
    ended = replace(ended, task=replace(ended.task, status=status))
    await tenant.commit(UpdateTask(ended, kept=3))
    assert await tenant.find_task("t-1") == ended


async def test_a_save_that_is_refused_leaves_no_row(
    tenant: TenantStore, dialogue: TaskRecord
) -> None:
    stale = replace(after(dialogue, said(5), turns=5), version=9)
    with pytest.raises(StaleTask):
        await tenant.commit(UpdateTask(stale, kept=3))
    unwritable = Message("m-5", Role.USER, (DataPart({object(): 1}),))
    with pytest.raises(StoreError, match="JSON"):
        await tenant.commit(UpdateTask(after(dialogue, unwritable, turns=5), kept=3))
    assert await tenant.find_task("t-1") == dialogue
    fourth = after(dialogue, said(5), turns=5)
    await tenant.commit(UpdateTask(fourth, kept=3))
    assert await tenant.find_task("t-1") == fourth


async def test_each_tenant_has_its_own(store: Store, dialogue: TaskRecord) -> None:
    other = store.for_tenant("other")
    await other.commit(InsertTask(record()))
    second = after(record(), said(7), turns=2)
    await other.commit(UpdateTask(second))
    assert await other.find_task("t-1") == second
    assert await store.for_tenant("vendor").find_task("t-1") == dialogue


async def test_rows_count_for_the_size_of_a_page(tenant: TenantStore) -> None:
    for name in ("t-1", "t-2"):
        await tenant.commit(InsertTask(record(name)))
        large = after(record(name), said(2, "x" * PAGE_BYTES), turns=2)
        await tenant.commit(UpdateTask(large))
    page = await tenant.list_tasks(TaskQuery())
    assert ([found.task.id for found in page.records], page.has_more) == (["t-2"], True)


async def test_what_was_said_is_written_once(url: str, tmp_path: Path) -> None:
    store = await open_store(url)
    await begin(store.for_tenant("vendor"))
    await store.close()
    connection = sqlite3.connect(tmp_path / "gate.db")
    rows = connection.execute("SELECT seq, json_extract(doc, '$.messageId') FROM turns").fetchall()
    documents = connection.execute("SELECT json_extract(doc, '$.history') FROM tasks").fetchall()
    connection.close()
    assert rows == [(1, "m-1"), (2, "m-2"), (3, "m-3")]
    assert [[said["messageId"] for said in decode(doc.encode())] for (doc,) in documents] == [
        ["m-4"]
    ]
