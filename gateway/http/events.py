"""The answer to a call as a stream of events, the same on every binding."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aiohttp import web

from gateway.core.call import StreamCall
from gateway.core.event import Event
from gateway.core.message import Message
from gateway.dialects.base import Dialect, WireRequest
from gateway.http.endpoint import REQUEST_ID, SERVICES
from gateway.http.middleware.errors import find_error
from gateway.http.stream import EventStream, write_frame
from gateway.inbox.stream import Stream


@dataclass(frozen=True, slots=True)
class Teller:
    """Writes the events of one stream in its caller's dialect."""

    dialect: Dialect
    wire: WireRequest
    call: StreamCall

    async def tell(self, request: web.Request, stream: Stream, out: EventStream) -> None:
        """Until the last event; an error that comes before it is told as an event of that name."""
        error = await find_error(
            self._tell(stream, out), request.app[SERVICES].log, request[REQUEST_ID]
        )
        if error is not None:
            said = self.dialect.write_error(self.wire, error).body
            await out.write(write_frame(said, event="error"))

    async def _tell(self, stream: Stream, out: EventStream) -> None:
        while events := await out.wait_for(stream.take):
            told, is_end = self._up_to_the_end(events)
            await out.write(b"".join(self._frame(event) for event in told))
            if is_end:
                return

    def _up_to_the_end(self, events: list[Event]) -> tuple[Iterable[Event], bool]:
        for number, event in enumerate(events, 1):
            if event.is_last or (event.is_pause and self.dialect.ends_at_pause):
                return events[:number], True
        return events, False

    def _frame(self, event: Event) -> bytes:
        # A direct answer has no place in any task's events.
        event_id = None if isinstance(event.said, Message) else event.seq
        return write_frame(self.dialect.write_event(self.wire, self.call, event), event_id=event_id)


async def stream_events(
    request: web.Request, teller: Teller, stream: Stream, headers: Mapping[str, str]
) -> web.StreamResponse:
    """The response, when its last event is written or its client gone."""
    with stream:
        async with EventStream.open(request, headers) as out:
            stream.follower.on_cut = out.cut
            await teller.tell(request, stream, out)
        return out.response
