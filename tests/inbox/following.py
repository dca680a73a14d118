"""A reader of a stream in the inbox, which notes what it was told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from gateway.core.call import SendMessage, SendStreamingMessage, StreamCall, SubscribeToTask
from gateway.core.event import Event
from gateway.core.message import Message, text_of
from gateway.core.task import ArtifactUpdate, StatusUpdate, Task
from gateway.inbox.stream import Stream
from tests.inbox.conftest import House, caller

SECONDS = 60


class Reader:
    """``heard`` are all events so far."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.heard: list[Event] = []

    async def read(self) -> list[Event]:
        """What comes next, at least one event."""
        async with asyncio.timeout(SECONDS):
            events = await self.stream.take()
        self.heard += events
        return events

    async def read_to(self, seq: int) -> list[Event]:
        """All events, once that one was heard."""
        while not self.heard or self.heard[-1].seq < seq:
            await self.read()
        return self.heard

    async def read_to_the_end(self) -> list[Event]:
        while not self.heard or not self.heard[-1].is_last:
            await self.read()
        return self.heard

    @property
    def task_id(self) -> str:
        return self.heard[0].task_id


@asynccontextmanager
async def following(
    house: House, call: SendMessage | StreamCall, peer: str = "acme", **row: Any
) -> AsyncIterator[Reader]:
    if isinstance(call, SendMessage):
        call = SendStreamingMessage(call)
    with await house.inbox.stream(caller(peer, **row), call, house.arrival()) as stream:
        yield Reader(stream)


async def follow_to_the_end(house: House, call: SendMessage | StreamCall) -> list[Event]:
    async with following(house, call) as reader:
        return await reader.read_to_the_end()


def after(task_id: str, seq: int) -> SubscribeToTask:
    return SubscribeToTask(task_id, seq)


def told(events: list[Event]) -> list[Any]:
    """What the events say, in short: numbers, states, texts."""
    return [(event.seq, _short(event.said)) for event in events]


def _short(said: Any) -> str:
    match said:
        case Task():
            return f"task {said.state}"
        case Message():
            return text_of(said.parts)
        case StatusUpdate(status=status):
            words = text_of(status.message.parts) if status.message else ""
            return f"{status.state} {words}".strip()
        case ArtifactUpdate():
            more = "+" if said.append else ""
            return f"{more}{text_of(said.artifact.parts)}{'.' if said.last_chunk else ''}"
