"""One way to one peer until a deadline: what is asked there is answered with events."""

import asyncio
from collections.abc import AsyncGenerator
from typing import TypeAlias

from msgspec import Struct

from gateway.core.call import CancelTask, GetTask, SendMessage, StreamCall
from gateway.core.event import Event
from gateway.core.peer import Peer
from gateway.outbox.exchange import Exchange
from gateway.outbox.heard import event_of
from gateway.outbox.news.bells import Bells
from gateway.outbox.route import Route

Asked: TypeAlias = SendMessage | GetTask | CancelTask
Events: TypeAlias = AsyncGenerator[Event, None]
"""Events as they come; whoever leaves before the end closes them."""


class Line(Struct, frozen=True):
    """``deadline`` is the loop's time. Both methods raise what the peer answers instead, or what
    keeps it from that.
    """

    exchange: Exchange
    peer: Peer
    route: Route
    deadline: float
    bells: Bells

    @property
    def seconds_left(self) -> float:
        return self.deadline - asyncio.get_running_loop().time()

    async def ask(self, call: Asked) -> Event:
        """The answer as the event of it."""
        reply = await self.exchange.ask(self.peer, self.route, call, deadline=self.deadline)
        return event_of(reply)

    async def listen(self, call: StreamCall) -> Events:
        """The events that answer, as they come."""
        stream = self.exchange.stream(self.peer, self.route, call, deadline=self.deadline)
        async with stream as events:
            async for event in events:
                yield event
