"""A relay that cuts a stream of events in two."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

END_OF_EVENT = b"\n\n"
PIECE = 65_536


@dataclass
class Cutter:
    """``after`` is how many events the next stream may say before its connection is cut; None, as
    it is again after a cut, lets all through.
    """

    port: int
    url: str = ""
    after: int | None = None

    async def relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, away = await asyncio.open_connection("127.0.0.1", self.port)
        asking = asyncio.create_task(_copy(reader, away))
        try:
            await self._answer(there, writer)
        except OSError:
            pass
        finally:
            asking.cancel()
            writer.close()
            away.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        is_stream, said = False, 0
        while piece := await reader.read(PIECE):
            is_stream = is_stream or b"text/event-stream" in piece
            if is_stream and self.after is not None:
                events = piece.split(END_OF_EVENT)
                if said + len(events) > self.after:
                    kept = events[: self.after - said]
                    self.after = None
                    writer.write(b"".join(event + END_OF_EVENT for event in kept))
                    await writer.drain()
                    return
                said += len(events) - 1
            writer.write(piece)
            await writer.drain()


@asynccontextmanager
async def relay(port: int) -> AsyncIterator[Cutter]:
    """Relay to a port of the loopback, from another one."""
    talks: set[asyncio.Task[None]] = set()
    cutter = Cutter(port)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        this = asyncio.current_task()
        assert this is not None
        talks.add(this)
        try:
            await cutter.relay(reader, writer)
        except asyncio.CancelledError:
            pass

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    cutter.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield cutter
    finally:
        server.close()
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await server.wait_closed()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(PIECE):
        writer.write(piece)
        await writer.drain()
