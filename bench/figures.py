"""What was measured, and what is made of it: medians over the rounds, ratios, targets.

A ratio is taken within each round, between neighbours in time, and then its median.
"""

from statistics import median
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from bench.broadcast import PEERS, Broadcast
from bench.commit import Commits
from gateway.store.records import Synchronous

StreamSubject: TypeAlias = Literal["gateway", "sdk"]
Subject: TypeAlias = Literal["floor", "plain", "rows"] | Synchronous
Measure: TypeAlias = Literal["per_second", "p50_us", "p99_us", "cpu_us"]

SUBJECTS: Final[dict[Subject, str]] = {
    "floor": "aiohttp alone",
    "plain": "aiohttp as it comes",
    "rows": "aiohttp and the rows, FULL",
    "NORMAL": "gateway, NORMAL",
    "FULL": "gateway, FULL",
}
GATEWAYS: Final[tuple[Synchronous, ...]] = ("NORMAL", "FULL")
CONNECTIONS: Final = (1, 16, 64)
STREAM_SUBJECTS: Final[dict[StreamSubject, str]] = {
    "gateway": "gateway, FULL",
    "sdk": "official SDK, in memory",
}
STREAMS: Final = (1, 16)


class Sample(Struct, frozen=True):
    """One server under load once; times in microseconds."""

    subject: Subject
    connections: int
    round: int
    per_second: float
    p50_us: float
    p99_us: float
    cpu_us: float


class StreamSample(Struct, frozen=True):
    """One server with so many streams at once; ``cpu_us`` for each event."""

    subject: StreamSubject
    streams: int
    round: int
    per_second: float
    cpu_us: float


class Streams(Struct, frozen=True):
    """``first_us`` are the times to the first event, ``idle_bytes`` the memory of a silent one."""

    samples: list[StreamSample]
    first_us: list[float]
    idle_bytes: float

    def median_of(self, subject: StreamSubject, streams: int) -> float:
        return median(self._of(subject, streams))

    def cpu_us(self, subject: StreamSubject, streams: int) -> float:
        return median(
            sample.cpu_us
            for sample in self.samples
            if (sample.subject, sample.streams) == (subject, streams)
        )

    def ratio_to_sdk(self, subject: StreamSubject, streams: int) -> float:
        """Events per second beside the official SDK's."""
        pairs = zip(self._of(subject, streams), self._of("sdk", streams), strict=True)
        return median(own / theirs for own, theirs in pairs)

    def _of(self, subject: StreamSubject, streams: int) -> list[float]:
        return [
            sample.per_second
            for sample in self.samples
            if (sample.subject, sample.streams) == (subject, streams)
        ]


class Start(Struct, frozen=True):
    """A start with many tasks in the store."""

    tasks: int
    seconds: float
    resident_bytes: int


class Figures(Struct, frozen=True):
    """All of one run. ``machine`` and ``versions`` are for the reader."""

    at: str
    machine: dict[str, str]
    versions: dict[str, str]
    rounds: int
    seconds: int
    samples: list[Sample]
    commits: list[Commits]
    start: Start
    streams: Streams
    broadcasts: list[Broadcast]

    def median_of(self, subject: Subject, connections: int, measure: Measure) -> float:
        return median(self._of(subject, connections, measure))

    def ratio(
        self, subject: Subject, connections: int, measure: Measure, to: Subject = "floor"
    ) -> float:
        """Beside another in the same round."""
        others = self._of(to, connections, measure)
        own = self._of(subject, connections, measure)
        return median(value / other for value, other in zip(own, others, strict=True))

    @property
    def broadcast_ratio(self) -> float:
        """One durable call to many peers, beside aiohttp alone."""
        return median(one.gateway_ms / one.floor_ms for one in self.broadcasts)

    @property
    def commit_us(self) -> float:
        return median(commits.p50_us for commits in self.commits)

    def _of(self, subject: Subject, connections: int, measure: Measure) -> list[float]:
        """One value a round, in the order of the rounds."""
        return [
            getattr(sample, measure)
            for sample in self.samples
            if (sample.subject, sample.connections) == (subject, connections)
        ]


class Goal(Struct, frozen=True):
    """A target beside what was measured; ``at_least`` says which side of it is good."""

    name: str
    value: float
    target: float
    unit: str = ""
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        return self.value >= self.target if self.at_least else self.value <= self.target


def goals(figures: Figures) -> list[Goal]:
    """Every target of the gateway's speed and size."""

    def ratio(subject: Subject, measure: Measure, to: Subject = "floor") -> float:
        return figures.ratio(subject, CONNECTIONS[-1], measure, to)

    alone_us = figures.median_of("FULL", 1, "p50_us")
    floor_us = figures.median_of("floor", 1, "p50_us")
    bound_us = floor_us + 1.5 * figures.commit_us
    streams = figures.streams
    first_ms = median(streams.first_us) / 1e3
    return [
        Goal("requests, FULL to floor", ratio("FULL", "per_second"), 0.45, at_least=True),
        Goal("requests, NORMAL to floor", ratio("NORMAL", "per_second"), 0.55, at_least=True),
        Goal("requests, FULL to plain", ratio("FULL", "per_second", "plain"), 0.45, at_least=True),
        Goal("CPU per request, FULL to floor", ratio("FULL", "cpu_us"), 2.2),
        Goal("CPU per request, NORMAL to floor", ratio("NORMAL", "cpu_us"), 2.2),
        Goal("CPU per request, FULL to plain", ratio("FULL", "cpu_us", "plain"), 2.2),
        Goal(f"broadcast to {PEERS} peers, to floor", figures.broadcast_ratio, 1.5),
        Goal("p50 alone, FULL (floor + 1.5 commits)", alone_us / 1e3, bound_us / 1e3, "ms"),
        Goal("first event (floor + 2 ms)", first_ms, floor_us / 1e3 + 2, "ms"),
        *(
            Goal(
                f"events, streams: {number}, to SDK",
                streams.ratio_to_sdk("gateway", number),
                5,
                at_least=True,
            )
            for number in STREAMS
        ),
        Goal("memory of an idle stream", streams.idle_bytes / 1024, 20, "KiB"),
        Goal("memory after start", figures.start.resident_bytes / 1e6, 80, "MB"),
        Goal(f"start with {figures.start.tasks:,} tasks", figures.start.seconds, 2, "s"),
    ]
