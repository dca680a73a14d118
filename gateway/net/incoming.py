"""An answer that has begun to come: its head is here, its body is read by whoever wants it.

The deadline of the request goes on for the body, and every way to read it has its limits. A body
that has begun must not trickle; the events of a stream come when there is something to tell.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Final

import aiohttp

from gateway.core.errors import InvalidAgentResponse, PeerTimeout
from gateway.net.failure import within
from gateway.net.sse import ServerSentEvent, SseReader

EVENT_STREAM: Final = "text/event-stream"
GRACE_SECONDS: Final = 5.0
"""So long a body may come as slowly as it likes."""


class PeerSlow(PeerTimeout):
    """The peer's answer came too slowly."""


class Incoming:
    """Made by ``HttpClient.open`` alone, and of use only inside of it.

    ``headers`` are looked up in any spelling. Both ways to read raise PeerTimeout at the deadline,
    PeerBusy or InvalidAgentResponse for what breaks off or is too much.
    """

    def __init__(
        self, response: aiohttp.ClientResponse, deadline: float, bytes_per_second: int
    ) -> None:
        self._response = response
        self._deadline = deadline
        self._bytes_per_second = bytes_per_second

    @property
    def status(self) -> int:
        return self._response.status

    @property
    def headers(self) -> Mapping[str, str]:
        return self._response.headers

    @property
    def is_event_stream(self) -> bool:
        return self._response.content_type == EVENT_STREAM

    async def read(self, max_bytes: int) -> bytes:
        """The whole body; raise PeerSlow for one that trickles."""
        if (self._response.content_length or 0) > max_bytes:
            raise _too_large(max_bytes)
        chunks = [chunk async for chunk in self._chunks(max_bytes, is_paced=True)]
        return b"".join(chunks)

    async def events(self, max_bytes: int, max_event_bytes: int) -> AsyncIterator[ServerSentEvent]:
        """The body as server-sent events, until it ends; ``max_bytes`` is of all that comes."""
        reader = SseReader(max_event_bytes)
        async for chunk in self._chunks(max_bytes):
            for event in reader.feed(chunk):
                yield event

    async def _chunks(self, max_bytes: int, *, is_paced: bool = False) -> AsyncIterator[bytes]:
        if self.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise InvalidAgentResponse("a compressed answer, which was not asked for")
        size, pace = 0, self._deadline
        began: float | None = None
        while True:
            # The deadline is for the network, not for what the reader does with a chunk.
            try:
                async with within(min(self._deadline, pace)):
                    chunk = await _read(self._response.content)
            except PeerTimeout:
                raise (PeerSlow if pace < self._deadline else PeerTimeout) from None
            if not chunk:
                return
            size += len(chunk)
            if is_paced:
                # Counted from the first piece: many a server sends its head before it thinks.
                began = began or asyncio.get_running_loop().time()
                pace = began + GRACE_SECONDS + size / self._bytes_per_second
            if size > max_bytes:
                yield chunk[: max_bytes - size]
                raise _too_large(max_bytes)
            yield chunk


async def _read(content: aiohttp.StreamReader) -> bytes:
    """What has come, and b"" at the end; only then raise what broke it.

    aiohttp itself raises that at once, and what was not read in time is lost.
    """
    if content.exception() is not None and (chunk := content._read_nowait(-1)):  # noqa: SLF001
        return chunk
    return await content.readany()


def _too_large(max_bytes: int) -> InvalidAgentResponse:
    return InvalidAgentResponse(f"more than {max_bytes} bytes")
