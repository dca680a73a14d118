"""Server-sent events out of bytes as they come, whatever their pieces (WHATWG HTML, section 9.2).

Apart from the client because nothing here waits: bytes go in, the events that they complete come
out. What an event is called and after how long to come back are read over: nobody here asks.
"""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from gateway.core.errors import InvalidAgentResponse

_BOM: Final = b"\xef\xbb\xbf"


class ServerSentEvent(Struct, frozen=True):
    """``id`` is the last one that the stream has named, "" while it named none."""

    data: bytes
    id: str = ""


class SseReader:
    """``max_bytes`` bounds what is kept of an event that is not complete."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._line = bytearray()
        self._data: list[bytes] = []
        self._size = 0
        self._id = ""
        self._is_begin = True
        self._is_after_return = False

    def feed(self, chunk: bytes) -> Iterator[ServerSentEvent]:
        """The events that end in this chunk; raise InvalidAgentResponse for one that is too long.

        What is incomplete when the stream ends was never an event.
        """
        # A line may end with both characters, and the chunk between them.
        if self._is_after_return and chunk.startswith(b"\n"):
            chunk = chunk[1:]
            self._is_after_return = False
        if not chunk:
            return
        self._is_after_return = chunk.endswith(b"\r")
        lines = chunk.splitlines()
        rest = b"" if chunk.endswith((b"\r", b"\n")) else lines.pop()
        for line in lines:
            self._grow(line)
            event = self._end_line()
            if event is not None:
                yield event
        self._grow(rest)

    def _grow(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._max_bytes:
            raise InvalidAgentResponse(f"an event of more than {self._max_bytes} bytes")
        self._line += piece

    def _end_line(self) -> ServerSentEvent | None:
        line, length = bytes(self._line), len(self._line)
        self._line.clear()
        if self._is_begin:
            line = line.removeprefix(_BOM)
            self._is_begin = False
        if not line:
            return self._end_event()
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            self._data.append(value)
            return None
        self._size -= length
        if name == b"id" and b"\0" not in value:
            self._id = value.decode(errors="replace")
        return None

    def _end_event(self) -> ServerSentEvent | None:
        data, self._data, self._size = self._data, [], 0
        return ServerSentEvent(b"\n".join(data), self._id) if data else None
