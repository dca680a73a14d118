"""The run itself: every server up at once, and one after the other under load, round by round."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeAlias

from bench.broadcast import measure_broadcasts
from bench.call import Target, answer_bytes
from bench.commit import Commits, commit_rows
from bench.figures import (
    CONNECTIONS,
    GATEWAYS,
    STREAM_SUBJECTS,
    STREAMS,
    SUBJECTS,
    Figures,
    Sample,
    Streams,
    StreamSample,
    Subject,
)
from bench.floor import PLAIN, ROWS
from bench.gateway import gateway, prepare
from bench.load import drive
from bench.machine import machine, versions
from bench.process import Server, serving
from bench.start import measure_start
from bench.streams import IDLE, stream_bench

Bench: TypeAlias = dict[Subject, tuple[Server, Target]]

_DATABASE: Final = "rows.db"
_FLOORS: Final[dict[Subject, str]] = {"floor": "", "plain": PLAIN, "rows": ROWS}


def measure(
    folder: Path, rounds: int, seconds: int, tasks: int, *, tell: Callable[[str], None]
) -> Figures:
    """Measure everything, with the stores in the folder; ``tell`` hears how far it is."""
    surroundings = machine()
    tell(f"Filling a store with {tasks:,} tasks")
    start = measure_start(folder / "start", tasks)
    tell("Broadcasts")
    broadcasts = measure_broadcasts(folder / "broadcast", rounds)
    streams = _measure_streams(folder / "streams", rounds, tell)
    samples: list[Sample] = []
    commits: list[Commits] = []
    with _servers(folder) as (bench, row_bytes):
        for number in range(1, rounds + 1):
            # Next to the single connection, which it is compared with.
            commits.append(commit_rows(folder / "commit.db", seconds, row_bytes))
            for connections in CONNECTIONS:
                tell(f"Round {number} of {rounds}, connections: {connections}")
                samples += [
                    _sample(bench, subject, connections, number, seconds) for subject in SUBJECTS
                ]
    return Figures(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        machine=surroundings,
        versions=versions(),
        rounds=rounds,
        seconds=seconds,
        samples=samples,
        commits=commits,
        start=start,
        streams=streams,
        broadcasts=broadcasts,
    )


def _measure_streams(folder: Path, rounds: int, tell: Callable[[str], None]) -> Streams:
    folder.mkdir()
    samples: list[StreamSample] = []
    first_us: list[float] = []
    with stream_bench(folder) as bench:
        for number in range(1, rounds + 1):
            tell(f"Round {number} of {rounds}, streams")
            first_us += bench.first_events_us()
            samples += [
                bench.sample(subject, count, number)
                for count in STREAMS
                for subject in STREAM_SUBJECTS
            ]
        tell(f"Idle streams: {IDLE:,}")
        return Streams(samples, first_us, bench.idle_bytes())


@contextmanager
def _servers(folder: Path) -> Iterator[tuple[Bench, int]]:
    """The gateways, the floor with answers of the same length, and that length."""
    bench: Bench = {}
    with ExitStack() as stack:
        for subject in GATEWAYS:
            home = folder / subject
            token = prepare(home)
            server = stack.enter_context(gateway(home, subject))
            bench[subject] = server, Target(f"{server.url}/a2a", token)
        size = answer_bytes(bench["FULL"][1])
        for floor, option in _FLOORS.items():
            home = folder / floor
            home.mkdir()
            given = f"{option}{home.resolve() / _DATABASE}" if option == ROWS else option
            command = [sys.executable, "-m", "bench.floor", str(size), given]
            server = stack.enter_context(serving(command, home))
            bench[floor] = server, Target(f"{server.url}/a2a", bench["FULL"][1].token)
        for _, target in bench.values():
            if answer_bytes(target) != size:
                raise RuntimeError(f"{target.url} answers with another length than {size}")
            drive(target, CONNECTIONS[-1], 1)
        yield bench, size


def _sample(bench: Bench, subject: Subject, connections: int, number: int, seconds: int) -> Sample:
    server, target = bench[subject]
    before = server.cpu_seconds()
    load = drive(target, connections, seconds)
    cpu = server.cpu_seconds() - before
    answer_bytes(target)
    return Sample(
        subject=subject,
        connections=connections,
        round=number,
        per_second=load.requests / load.seconds,
        p50_us=load.p50_us,
        p99_us=load.p99_us,
        cpu_us=cpu / load.requests * 1e6,
    )
