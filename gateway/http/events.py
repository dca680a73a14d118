"""The answer to a call as a stream of events, the same on every binding."""

from collections.abc import Mapping

from aiohttp import web
from msgspec import Struct

from gateway.core.call import StreamCall
from gateway.core.errors import GatewayError
from gateway.core.event import Event
from gateway.core.json import Json
from gateway.core.message import Message
from gateway.dialects.base import Dialect, WireRequest
from gateway.http.endpoint import REQUEST_ID, SERVICES
from gateway.http.middleware.errors import Caught
from gateway.http.stream import EventStream, write_frame
from gateway.inbox.stream import Stream


async def stream_events(
    request: web.Request, teller: "Teller", stream: Stream, headers: Mapping[str, str]
) -> web.StreamResponse:
    """The response, when its last event is written or its client gone.

    An error that comes before the last event is told as an event of that name.
    """
    out = EventStream(request, headers)
    with stream:
        stream.follower.on_cut = out.cut
        async with out:
            with Caught(request.app[SERVICES].log, request[REQUEST_ID]) as caught:
                while await teller.tell_next(stream, out):
                    pass
            if caught.error is not None:
                await out.send("error", teller.write_error(caught.error))
    return out.response


class Teller(Struct, frozen=True):
    """Writes the events of one stream in its caller's dialect."""

    dialect: Dialect
    wire: WireRequest
    call: StreamCall

    async def tell_next(self, stream: Stream, out: EventStream) -> bool:
        """Wait for events and write them; False when there are no more.

        Nothing of them is kept while the next are awaited: a silent stream is small.
        """
        events = await out.wait_for(stream.take)
        if events is None:
            return False
        told, is_end = self._up_to_the_end(events)
        await out.write(b"".join(self._frame(event) for event in told))
        return not is_end

    def write_error(self, error: GatewayError) -> Json:
        return self.dialect.write_error(self.wire, error).body

    def _up_to_the_end(self, events: list[Event]) -> tuple[list[Event], bool]:
        for number, event in enumerate(events, 1):
            if event.is_last or (event.is_pause and self.dialect.ends_at_pause):
                return events[:number], True
        return events, False

    def _frame(self, event: Event) -> bytes:
        # A direct answer has no place in any task's events.
        event_id = None if isinstance(event.said, Message) else event.seq
        return write_frame(self.dialect.write_event(self.wire, self.call, event), event_id=event_id)
