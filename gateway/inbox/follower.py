"""One stream's end inside the gateway: what it has not been told yet, and why it has to end.

Apart from the hub, which tells: a follower takes what it is told at its own pace, within bounds,
and whoever falls behind them is cut off.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from msgspec import Struct

from gateway.core.errors import GatewayError, RateLimited
from gateway.core.event import Event
from gateway.core.message import Message, Part
from gateway.core.peer import AuthenticatedPeer
from gateway.core.task import ArtifactUpdate, StatusUpdate
from gateway.runner.result import count_bytes


class SlowReader(RateLimited):
    """The stream is read too slowly; subscribe again with Last-Event-ID."""

    reason = "SLOW_READER"


class QueueBounds(Struct, frozen=True):
    """What may wait for one reader, beside what it is given at once when nothing waits."""

    events: int
    bytes: int


class Batch:
    """Events that were committed together; one value is shared by all who follow."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = events

    @cached_property
    def bytes(self) -> int:
        """About how much they hold; asked for only when a reader is behind."""
        return count_bytes(part for event in self.events for part in _parts(event))


class Follower:
    """``has_begun`` is whether it was told anything; events up to ``seen`` are not told again.

    ``on_cut`` is called when it is cut off, for a reader that may be in the middle of a write.
    """

    __slots__ = (
        "_bounds",
        "_came",
        "_error",
        "_is_deaf",
        "_queue",
        "caller",
        "has_begun",
        "on_cut",
        "seen",
        "task_id",
    )

    def __init__(self, caller: AuthenticatedPeer, bounds: QueueBounds) -> None:
        self.caller = caller
        self.task_id = ""
        self.has_begun = False
        self.seen = -1
        self.on_cut: Callable[[], object] | None = None
        self._bounds = bounds
        self._queue: list[Batch] = []
        self._is_deaf = False
        self._error: GatewayError | None = None
        self._came: asyncio.Future[None] | None = None

    def begin_after(self, seen: int) -> None:
        """What happened up to this number it knows from elsewhere."""
        self.has_begun, self.seen = True, seen

    def listen(self, *, listens: bool) -> None:
        """Drop what waits; while it does not listen, nothing does."""
        self._queue.clear()
        self._is_deaf = not listens

    def put(self, batch: Batch) -> None:
        self.has_begun = True
        if self._is_deaf or self._error is not None or not batch.events:
            return
        self._queue.append(batch)
        if len(self._queue) > 1 and self._is_too_much():
            self.cut(SlowReader())
        self._wake()

    def fail(self, error: GatewayError) -> None:
        """End with the error, after what it was told before."""
        if self._error is None:
            self._error = error
            self._wake()

    def cut(self, error: GatewayError) -> None:
        """End with the error now."""
        self._queue.clear()
        self._is_deaf = True
        self._error = error
        self._wake()
        if self.on_cut is not None:
            self.on_cut()

    async def take(self) -> list[Event]:
        """All that came since the last time, at least one; wait while that is nothing.

        Raise the error that ends the stream. Cancelled, it has taken nothing.
        """
        while True:
            while not self._queue and self._error is None:
                self._came = asyncio.get_running_loop().create_future()
                try:
                    await self._came
                finally:
                    self._came = None
            if not self._queue:
                assert self._error is not None
                raise self._error
            batches, self._queue = self._queue, []
            told = [event for batch in batches for event in batch.events]
            if fresh := [event for event in told if self._is_new(event)]:
                self.seen = fresh[-1].seq
                return fresh

    def _is_new(self, event: Event) -> bool:
        return event.seq > self.seen or isinstance(event.said, Message)

    def _is_too_much(self) -> bool:
        bounds = self._bounds
        return (
            sum(len(batch.events) for batch in self._queue) > bounds.events
            or sum(batch.bytes for batch in self._queue) > bounds.bytes
        )

    def _wake(self) -> None:
        if self._came is not None and not self._came.done():
            self._came.set_result(None)


def _parts(event: Event) -> Iterator[Part]:
    match event.said:
        case ArtifactUpdate(artifact=artifact):
            yield from artifact.parts
        case StatusUpdate(status=status) if status.message is not None:
            yield from status.message.parts
        case Message(parts=parts):
            yield from parts
