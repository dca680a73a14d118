"""A call to a peer while it is followed."""

from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Self

from gateway.core.event import Event
from gateway.outbox.guide import Guide
from gateway.outbox.line import Events
from gateway.outbox.outcome import Outcome
from gateway.outbox.trip import Trip


class Following:
    """An async iterator of what the peer says, when it says it; it raises what comes of the call
    in place of an answer.

    Whoever stops to listen closes it, and leaves the task to the peer.
    """

    def __init__(self, begin: Callable[[], Awaitable[Trip]], guide: Guide) -> None:
        self._begin = begin
        self._guide = guide
        self._trip: Trip | None = None
        self._events = self._listen()

    @property
    def outcome(self) -> Outcome | None:
        """What came of it all; None until the end."""
        return None if self._trip is None else self._trip.outcome

    @property
    def task_id(self) -> str:
        """The peer's task, "" for none that is known."""
        return "" if self._trip is None else self._trip.heard.task_id

    @property
    def is_at_work(self) -> bool:
        """Whether a task is known that goes on at the peer."""
        return self._trip is not None and self._trip.heard.is_at_work

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Event:
        return await anext(self._events)

    async def aclose(self) -> None:
        await self._events.aclose()

    async def _listen(self) -> Events:
        trip = self._trip = await self._begin()
        async with aclosing(self._guide.events(trip)) as events:
            async for event in events:
                yield event
