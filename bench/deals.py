"""``python -m bench.deals``: one request to a thousand peers on this machine, each of which answers
after 50 ms; timed from the opening of the deal until every answer is in it, on disk.

The gateway has one processor to itself, the peers have the others. Another one may be busy with
something else, so the processor time is told as well as the time on the clock.
"""

import asyncio
import os
import resource
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

import aiohttp
import typer
import uvloop
from msgspec import Struct
from rich.console import Console
from rich.table import Table

from bench.peers import PATH, SEEN, host_of
from bench.process import serving
from gateway.cli.garbage import settle
from gateway.config import read
from gateway.core.deal import OfferKind
from gateway.deals.request import DealRequest, read_request
from gateway.wiring import Services, open_services

OUT: Final = Path("bench-out")
_PATIENCE: Final = 120
_MOST_SECONDS: Final = 3.0
_MOST_MEGABYTES: Final = 250


class Round(Struct, frozen=True):
    """``seconds`` until the last answer is in the deal, of which the gateway was busy for
    ``cpu_seconds``."""

    seconds: float
    cpu_seconds: float


class Figures(Struct, frozen=True):
    """``repeated`` are requests that a peer saw more than once."""

    rounds: list[Round]
    megabytes: float
    requests: int
    repeated: int


def main(
    peers: Annotated[int, typer.Option(min=1, max=50_000, help="How many are asked.")] = 1000,
    rounds: Annotated[int, typer.Option(min=1, help="How many deals, one after the other.")] = 5,
) -> None:
    """Open deals with very many peers, and see how long their answers take."""
    console = Console(highlight=False)
    OUT.mkdir(exist_ok=True)
    # Beside the repository, not in /tmp: that may be memory, where fsync costs nothing.
    with TemporaryDirectory(dir=OUT) as folder:
        figures = _measure(Path(folder), peers, rounds)
    console.print(_table(figures, peers))
    if figures.repeated or figures.requests != peers * rounds:
        sys.exit(f"{figures.requests} requests for {peers * rounds}, {figures.repeated} repeated")


def _measure(folder: Path, peers: int, rounds: int) -> Figures:
    first, *others = sorted(os.sched_getaffinity(0))
    if others:
        os.sched_setaffinity(0, set(others))
    with serving([sys.executable, "-m", "bench.peers", str(peers)], folder) as server:
        os.sched_setaffinity(0, {first})
        return uvloop.run(_open_deals(folder, urlsplit(server.url).port or 0, peers, rounds))


async def _open_deals(folder: Path, port: int, peers: int, rounds: int) -> Figures:
    async with _gateway(folder, port, peers) as services:
        measured = [await _open_deal(services, peers) for _ in range(rounds)]
    async with aiohttp.ClientSession() as session:
        answer = await session.get(f"http://{host_of(0)}:{port}{SEEN}")
        seen: Any = await answer.json()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Figures(measured, peak, seen["requests"], seen["repeated"])


@asynccontextmanager
async def _gateway(folder: Path, port: int, peers: int) -> AsyncIterator[Services]:
    rows = "".join(
        f'[[peers]]\nname = "p{number}"\nurl = "http://{host_of(number)}:{port}"\n'
        f'plain_http = true\ndialect = "a2a-1.0"\nendpoint = "{PATH}"\n'
        'networks = ["127.0.0.0/8"]\n'
        for number in range(peers)
    )
    (folder / "data").mkdir()
    text = f'[agent]\nname = "Bench"\n[health]\ninterval_seconds = 0\n{rows}'
    async with open_services(read(text, folder / "peers.toml", environ={})) as services:
        # As the command that serves does, when all is loaded.
        settle()
        yield services


async def _open_deal(services: Services, peers: int) -> Round:
    began, used = time.perf_counter(), time.process_time()
    with services.tenant.notices.watch() as watch:
        deal = await services.deals.open(_request(), "bench")
        answers = -1  # that it was opened is a notice too
        async with asyncio.timeout(_PATIENCE):
            while answers < peers:
                answers += len((await watch.take()).ids)
    done = Round(time.perf_counter() - began, time.process_time() - used)
    offers = await services.tenant.deals.list_offers(deal.id)
    assert all(offer.kind is OfferKind.QUOTED for offer in offers)
    assert len(offers) == peers
    return done


def _request() -> DealRequest:
    return read_request(
        {
            "type": "rfq",
            "subject": "DIN rail terminal blocks",
            "spec": {"cross_section": "2.5 mm²", "colour": "grey"},
            "quantity": 4000,
            "currency": "SEK",
            "response_schema": {"price_cents": "number"},
            "audience": {"all": True},
            "award": {"weights": [{"field": "price_cents"}]},
        }
    )


def _table(figures: Figures, peers: int) -> Table:
    table = Table(title=f"One request to {peers} peers that answer after 50 ms")
    for name in ("", "best", "middle", "worst", "wanted"):
        table.add_column(name, justify="left" if not name else "right")
    by_clock = sorted(one.seconds for one in figures.rounds)
    busy = sorted(one.cpu_seconds for one in figures.rounds)
    for name, found, wanted in (
        ("seconds until the last answer", by_clock, f"≤ {_MOST_SECONDS}"),
        ("seconds of processor", busy, ""),
    ):
        middle = found[len(found) // 2]
        table.add_row(name, f"{found[0]:.2f}", f"{middle:.2f}", f"{found[-1]:.2f}", wanted)
    table.add_row("megabytes at most", "", "", f"{figures.megabytes:.0f}", f"≤ {_MOST_MEGABYTES}")
    table.add_row("requests seen twice", "", "", str(figures.repeated), "0")
    return table


if __name__ == "__main__":
    try:
        typer.run(main)
    except RuntimeError as error:
        sys.exit(str(error))
