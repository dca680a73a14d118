"""A task's events told as the stream of one response: many frames an event, each with its name."""

from collections.abc import Iterable
from typing import Final

from aiohttp import web

from gateway.dialects.base import WireRequest
from gateway.dialects.responses.error import write_error_event
from gateway.dialects.responses.frames import Frame
from gateway.dialects.responses.narrate import Narrator
from gateway.http.endpoint import REQUEST_ID, SERVICES
from gateway.http.middleware.errors import Caught
from gateway.http.respond import COMMON_HEADERS
from gateway.http.stream import MEDIA_TYPE, EventStream, write_frame
from gateway.inbox.stream import Stream

# How Open Responses has a stream end; OpenAI's own clients know it from its older API.
_DONE: Final = b"data: [DONE]\n\n"


async def retell(
    request: web.Request, wire: WireRequest, narrator: Narrator, stream: Stream
) -> web.StreamResponse:
    """The response, when its last frame is written or its client gone.

    It ends where the task does, or waits for its caller. An error on the way is the last frame. One
    that is broken off, for the gateway stops, has no end.
    """
    out = EventStream(request)
    with stream:
        stream.follower.on_cut = out.cut
        async with out:
            with Caught(request.app[SERVICES].log, request[REQUEST_ID]) as caught:
                while await _tell_next(narrator, stream, out):
                    pass
            if caught.error is not None:
                await out.send("error", write_error_event(wire, caught.error, narrator.count))
                await out.write(_DONE)
    return out.response


def whole_stream(frames: list[Frame]) -> web.Response:
    """The same for a response of which all is known: nothing is waited for."""
    headers = {**COMMON_HEADERS, "Content-Type": MEDIA_TYPE, "Cache-Control": "no-store"}
    return web.Response(body=_write(frames) + _DONE, headers=headers)


def _write(frames: Iterable[Frame]) -> bytes:
    return b"".join(write_frame(frame, event=frame["type"]) for frame in frames)


async def _tell_next(narrator: Narrator, stream: Stream, out: EventStream) -> bool:
    """Wait for events and write what they tell; False when there are no more."""
    events = await out.wait_for(stream.take)
    if events is None:
        return False
    for number, event in enumerate(events, 1):
        if event.is_last or event.is_pause:
            events = events[:number]
            break
    is_end = events[-1].is_last or events[-1].is_pause
    told = _write(frame for event in events for frame in narrator.tell(event))
    await out.write(told + _DONE if is_end else told)
    return not is_end
