"""Streams of the gateway beside those of the official SDK's server, the first events, idle ones."""

import asyncio
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from pathlib import Path
from typing import Final

from bench.call import TEXT, Target
from bench.figures import StreamSample, StreamSubject
from bench.gateway import gateway, prepare
from bench.listen import Listener, ask, write_call
from bench.process import Server, serving

IDLE: Final = 2000
_FIRSTS: Final = 200
_WARM: Final = 50
_CHUNKS: Final = {"chunks": 1000, "text": TEXT}
_SKILLS: Final = Path(__file__).with_name("skills")
_SETTINGS: Final = {
    "GATEWAY_SKILLS__DIRS": f'["{_SKILLS}"]',
    "GATEWAY_LIMITS__STREAMS": "10000",
    "GATEWAY_LIMITS__STREAMS_PER_PEER": "10000",
    "GATEWAY_LIMITS__TASKS_PER_PEER": "64",
    "GATEWAY_LIMITS__SHUTDOWN_SECONDS": "1",
}


class StreamBench:
    """Both servers, while they run."""

    def __init__(self, servers: dict[StreamSubject, tuple[Server, Target]]) -> None:
        self._servers = servers

    def sample(self, subject: StreamSubject, streams: int, number: int) -> StreamSample:
        """So many streams at once, each with as many chunks."""
        server, target = self._servers[subject]
        before = server.cpu_seconds()
        began = time.perf_counter()
        events = asyncio.run(_listen_to_all(target, streams))
        seconds = time.perf_counter() - began
        cpu = server.cpu_seconds() - before
        return StreamSample(subject, streams, number, events / seconds, cpu / events * 1e6)

    def first_events_us(self) -> list[float]:
        """From each request to its first event, one after the other on one connection."""
        _, target = self._servers["gateway"]
        return [seconds * 1e6 for seconds in asyncio.run(_listen_to_firsts(target))]

    def idle_bytes(self) -> float:
        """What the gateway grows by with each of many streams on which nothing is said."""
        server, target = self._servers["gateway"]
        return asyncio.run(_grow(server, target)) / IDLE


@contextmanager
def stream_bench(folder: Path) -> Iterator[StreamBench]:
    _raise_file_limit()
    token = prepare(folder / "gateway", skills="*")
    with ExitStack() as stack:
        own = stack.enter_context(gateway(folder / "gateway", "FULL", _SETTINGS))
        home = folder / "sdk"
        home.mkdir()
        sdk = stack.enter_context(serving([sys.executable, "-m", "bench.sdk_server"], home))
        bench = StreamBench(
            {
                "gateway": (own, Target(f"{own.url}/a2a", token)),
                "sdk": (sdk, Target(f"{sdk.url}/a2a")),
            }
        )
        for subject in ("gateway", "sdk"):
            bench.sample(subject, 1, 0)
        yield bench


async def _listen_to_all(target: Target, streams: int) -> int:
    async def listen() -> int:
        async with Listener.connect(target) as listener:
            await listener.begin(ask("chunks", _CHUNKS))
            return await listener.count()

    return sum(await asyncio.gather(*(listen() for _ in range(streams))))


async def _listen_to_firsts(target: Target) -> list[float]:
    times = []
    async with Listener.connect(target) as listener:
        for _ in range(_FIRSTS):
            times.append(await listener.begin(ask("echo", {"text": TEXT})))
            await listener.count()
    return times


async def _grow(server: Server, target: Target) -> int:
    async with AsyncExitStack() as stack:
        asked = await stack.enter_async_context(Listener.connect(target))
        await asked.begin(ask("wait", {}))
        task_id = (await asked.first())["result"]["task"]["id"]

        async def follow(streams: int) -> None:
            for _ in range(streams):
                listener = await stack.enter_async_context(Listener.connect(target))
                await listener.begin(write_call("SubscribeToTask", {"id": task_id}))

        await follow(_WARM)
        before = server.resident_bytes()
        await follow(IDLE)
        return server.resident_bytes() - before


def _raise_file_limit() -> None:
    # A stream is a file on both sides, and a server that is started here inherits the limit.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
