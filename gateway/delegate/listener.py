"""A call that is followed by itself, whoever waits for it.

Whoever asked may go before the peer has said what its task is called; nobody could end that task
any more. So a call is followed in a task of its own, and let go of when there is nothing left to
end over there.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Final

from gateway.core.errors import GatewayError
from gateway.core.event import Event
from gateway.core.peer import Peer
from gateway.outbox import Following, Outbox, Outcome

# So many events wait for whoever takes them; the peer waits after that.
_MOST_WAITING: Final = 64


class Listener:
    """Follows from the start on; whoever made it calls ``leave`` in the end."""

    def __init__(self, following: Following) -> None:
        self._following = following
        self._events: asyncio.Queue[Event | None] = asyncio.Queue(_MOST_WAITING)
        self._is_left = False
        self._listening = asyncio.create_task(self._listen())

    @property
    def outcome(self) -> Outcome | None:
        """What came of it all; None until the end."""
        return self._following.outcome

    @property
    def task_id(self) -> str:
        """The peer's task, "" for none that is known."""
        return self._following.task_id

    async def events(self) -> AsyncIterator[Event]:
        """What the peer says, when it says it; what comes instead is in the outcome."""
        while (event := await self._events.get()) is not None:
            yield event
        await self._listening

    def leave(self, outbox: Outbox, peer: Peer, *, goes_on: bool) -> None:
        """Listen no more, and have the peer end what it is at unless that ``goes_on`` there."""
        if self._listening.done() and (goes_on or not self._following.is_at_work):
            return
        self._is_left = True
        while not self._events.empty():
            self._events.get_nowait()
        outbox.leave(self._end(outbox, peer, goes_on=goes_on))

    async def _listen(self) -> None:
        try:
            async with aclosing(self._following):
                async for event in self._following:
                    if self._is_left:
                        return
                    await self._events.put(event)
        except GatewayError:
            # It is in the outcome.
            pass
        finally:
            # Of a full queue someone takes the next, or nobody takes any more.
            if not self._is_left:
                await self._events.put(None)

    async def _end(self, outbox: Outbox, peer: Peer, *, goes_on: bool) -> None:
        if goes_on or self.task_id:
            self._listening.cancel()
        try:
            await self._listening
        except asyncio.CancelledError:
            if not self._listening.cancelled():
                self._listening.cancel()
                raise
        if self._following.is_at_work and not goes_on:
            outbox.cancel_soon(peer, self.task_id)
