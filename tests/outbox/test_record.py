"""The audit row of a call out: there before the call leaves, ended however the call ends."""

import asyncio

import pytest

from gateway.core.errors import InvalidParams
from gateway.core.json import Json
from gateway.outbox import Ask
from tests.net.servers import never, serve
from tests.outbox.conftest import Office
from tests.outbox.scripted import Asked, script, speaks, task_v1


async def test_a_call_has_one_row_that_begins_before_it_leaves(office: Office) -> None:
    seen: list[str] = []

    async def answer(asked: Asked) -> Json:
        seen.extend(row.status for row in await office.tenant.list_activity())
        return speaks({"SendMessage": lambda _: {"task": task_v1()}})(asked)

    async with script() as peer:
        peer.answers = {"/a2a": answer}
        await office.ask(office.peer(peer.url, dialect="a2a-1.0", endpoint="/a2a"))
    assert seen == ["pending"]
    (row,) = await office.tenant.list_activity()
    assert (row.status, row.skill, row.peer) == ("success", "get_quote", "vendor")
    assert '"qty":1000' in row.input
    assert '"price_cents":4500' in row.output


async def test_what_is_recorded_is_bounded(office: Office) -> None:
    long = {**task_v1(), "artifacts": [{"artifactId": "a", "parts": [{"text": "x" * 90_000}]}]}
    async with script() as peer:
        peer.answers = {"/a2a": speaks({"SendMessage": lambda _: {"task": long}})}
        await office.ask(office.peer(peer.url), Ask("s", {"much": "y" * 90_000}))
    row = await office.activity()
    assert len(row.input) < 20_000
    assert len(row.output) < 20_000


async def test_a_caller_that_goes_away_leaves_an_ended_row(office: Office) -> None:
    called = asyncio.Event()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        called.set()
        await never(reader, writer)

    async with serve(hang) as url:
        asking = asyncio.create_task(office.ask(office.peer(url, dialect="native")))
        await asyncio.wait_for(called.wait(), 60)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
    row = await office.activity()
    assert (row.status, row.error.partition(":")[0]) == ("error", "UNAVAILABLE")


async def test_nothing_to_say_is_refused_before_anything_is_written(office: Office) -> None:
    peer = office.peer("http://127.0.0.1:1")
    for ask in (Ask(), Ask("s", {"when": object()})):
        with pytest.raises(InvalidParams):
            await office.ask(peer, ask)
    assert await office.tenant.list_activity() == []
