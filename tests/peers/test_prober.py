"""Who is looked at, and when; the ticks are driven by the test."""

import asyncio
from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from gateway.core.errors import StoreError
from gateway.core.peer import Peer, PeerStatus
from gateway.observe.log import get_log
from gateway.peers import Prober, Seen
from tests.until import until

ACME, OTHER = (Peer(name, f"https://{name}.example") for name in ("acme", "other"))


@dataclass
class Looks:
    """Notes who is looked at, and waits at the gate."""

    names: list[str] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    error: Exception | None = None

    async def look(self, peer: Peer, seen: Seen) -> None:
        self.names.append(peer.name)
        await self.gate.wait()
        if self.error is not None:
            raise self.error


@dataclass
class Bench:
    looks: Looks = field(default_factory=Looks)
    peers: list[Peer] = field(default_factory=lambda: [ACME])
    interval: float = 300

    def __post_init__(self) -> None:
        self.prober = Prober(
            self.looks.look,
            lambda: self.peers,
            lambda: self.interval,
            get_log("test"),
            lambda: 0.5,
        )

    async def tick(self, now: float) -> list[str]:
        """Who was begun to be looked at."""
        before = len(self.looks.names)
        self.prober.begin_due(now)
        await asyncio.sleep(0)
        return self.looks.names[before:]


@pytest.fixture
async def bench() -> Bench:
    return Bench()


async def test_the_first_look_is_a_while_after_the_start(bench: Bench) -> None:
    assert [await bench.tick(now) for now in (0, 44, 46)] == [[], [], ["acme"]]


async def test_then_one_an_interval(bench: Bench) -> None:
    bench.looks.gate.set()
    for now in (0, 46):
        await bench.tick(now)
    assert [await bench.tick(now) for now in (300, 347, 348)] == [[], ["acme"], []]


async def test_a_short_interval_begins_sooner(bench: Bench) -> None:
    bench.interval = 4
    assert [await bench.tick(now) for now in (0, 2, 3.1)] == [[], [], ["acme"]]


async def test_who_is_not_active_or_has_no_url_is_not_looked_at(bench: Bench) -> None:
    bench.peers = [replace(ACME, status=PeerStatus.PAUSED), replace(OTHER, url="")]
    assert [await bench.tick(now) for now in (0, 1000)] == [[], []]


async def test_a_look_that_goes_on_is_not_begun_again(bench: Bench) -> None:
    await bench.tick(0)
    assert await bench.tick(100) == ["acme"]
    assert await bench.tick(1000) == []
    bench.looks.gate.set()
    await until(lambda: bench.prober.is_idle)
    assert await bench.tick(1001) == ["acme"]


async def test_so_many_are_looked_at_together(bench: Bench) -> None:
    bench.peers = [Peer(f"p{number}", "https://p.example") for number in range(20)]
    await bench.tick(0)
    assert len(await bench.tick(100)) == 8
    bench.looks.gate.set()
    await until(lambda: len(bench.looks.names) == 20)


@pytest.mark.parametrize("error", [StoreError("full"), RuntimeError("broke")])
async def test_a_look_that_fails_stops_no_other(bench: Bench, error: Exception) -> None:
    bench.looks.error = error
    bench.looks.gate.set()
    await bench.tick(0)
    await bench.tick(100)
    await until(lambda: bench.prober.is_idle)
    assert await bench.tick(1000) == ["acme"]
    await until(lambda: bench.prober.is_idle)


async def test_looks_end_with_their_chore(bench: Bench) -> None:
    bench.interval = 0
    chore = asyncio.create_task(bench.prober.run())
    await bench.tick(0)
    await bench.tick(100)
    chore.cancel()
    await asyncio.wait([chore])
    await until(lambda: bench.prober.is_idle)
