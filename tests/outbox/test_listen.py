"""Who wants to see what a peer does is told as it happens, and may stop to listen."""

import asyncio
from contextlib import aclosing

import pytest

from gateway.core.errors import InvalidParams, PeerTimeout, SkillNotFound
from gateway.core.event import Event
from gateway.core.message import Message
from gateway.core.task import ArtifactUpdate, StatusUpdate, Task, TaskState
from gateway.outbox import Ask, Kind
from tests.outbox.conftest import GET_QUOTE, Office
from tests.outbox.scripted import script
from tests.outbox.streaming import (
    CARD,
    LEFT,
    LIFE,
    Vendor,
    card,
    cuts,
    fails,
    holds,
    message,
    says,
    task,
)


async def listen(office: Office, vendor: Vendor, *, seconds: float = 60) -> list[Event]:
    async with script(**vendor.answers) as peer:
        events = office.outbox.stream(office.peer(peer.url), GET_QUOTE, seconds=seconds)
        return [event async for event in events]


async def test_every_event_is_told_in_its_order(office: Office) -> None:
    events = await listen(office, Vendor(streams=[says(*LIFE, numbered_from=1)]))
    assert [event.seq for event in events] == list(range(1, len(LIFE) + 1))
    kinds = [type(event.said) for event in events]
    assert kinds == [
        Task,
        StatusUpdate,
        *[ArtifactUpdate] * 3,
        StatusUpdate,
        *[ArtifactUpdate] * 2,
        StatusUpdate,
    ]
    row = await office.activity()
    assert (row.operation, row.status, row.skill) == (
        "SendStreamingMessage",
        "success",
        "get_quote",
    )
    assert (row.task_id, row.dialect) == ("task-1", "a2a-1.0")
    assert "price_cents" in row.output


async def test_an_event_is_told_before_the_next_comes(office: Office) -> None:
    vendor = Vendor(streams=[holds(*LIFE[:2])])
    async with script(**vendor.answers) as peer:
        events = office.outbox.stream(office.peer(peer.url), GET_QUOTE, seconds=60)
        async with aclosing(events), asyncio.timeout(30):
            assert isinstance((await anext(events)).said, Task)
            assert isinstance((await anext(events)).said, StatusUpdate)
            assert (await office.activity()).status == "pending"
            assert events.outcome is None
    row = await office.activity()
    assert (row.status, row.task_id, row.error) == ("pending", "task-1", "")
    assert events.outcome is not None
    assert events.outcome.kind is Kind.ANSWERED


async def test_after_a_cut_the_task_is_told_again(office: Office) -> None:
    vendor = Vendor(streams=[cuts(*LIFE[:4])], found=LEFT)
    events = await listen(office, vendor)
    assert len(events) == 5
    last = events[-1].said
    assert isinstance(last, Task)
    assert last.state is TaskState.COMPLETED


async def test_a_peer_that_does_not_stream_is_looked_at(office: Office) -> None:
    vendor = Vendor(sent=LIFE[0], found=LEFT)
    async with script(**{**vendor.answers, CARD: card(streaming=False)}) as peer:
        events = office.outbox.stream(office.peer(peer.url), GET_QUOTE, seconds=60)
        states = [event.said.state async for event in events if isinstance(event.said, Task)]
    assert states == [TaskState.SUBMITTED, TaskState.COMPLETED]


async def test_a_task_that_does_not_change_is_told_once(office: Office) -> None:
    vendor = Vendor(sent=task("working"), found=task("working"))
    async with script(**{**vendor.answers, CARD: card(streaming=False)}) as peer:
        events = office.outbox.stream(office.peer(peer.url), GET_QUOTE, seconds=2)
        assert len([event async for event in events]) == 1
    assert vendor.asked.count("GetTask") >= 2


async def test_a_direct_answer_is_told(office: Office) -> None:
    (event,) = await listen(office, Vendor(streams=[says(message("Hello"))]))
    assert isinstance(event.said, Message)


async def test_what_comes_in_place_of_events_is_raised_and_recorded(office: Office) -> None:
    refusal = fails(-32602, "No such skill is offered to you.")
    with pytest.raises(Exception, match="Invalid parameters") as refused:
        await listen(office, Vendor(streams=[refusal]))
    assert not isinstance(refused.value, SkillNotFound)
    assert (await office.activity()).status == "error"
    with pytest.raises(PeerTimeout):
        await listen(office, Vendor(streams=[holds()]), seconds=0.2)
    assert (await office.activity()).error.startswith("PEER_TIMEOUT")


async def test_nothing_to_say_is_refused(office: Office) -> None:
    with pytest.raises(InvalidParams):
        office.outbox.stream(office.peer("http://127.0.0.1:1"), Ask(), seconds=1)
    assert await office.tenant.list_activity() == []
