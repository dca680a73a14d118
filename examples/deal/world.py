"""Everyone on one machine: the buyer, the suppliers with gateways, and the scripted ones."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import tomlkit

from examples.company import Company, do_all, open_all
from examples.deal.cast import FEW, REVIEWS, SCRIPTED, Scripted
from examples.deal.houses import HOUSES, make_supplier
from examples.deal.market import DAYS, Market, day
from examples.deal.server import SEEN_HOST
from examples.deal.tongues import TONGUES

WIDE: Final = 140
_SERVER: Final = (sys.executable, "-m", "examples.deal.server")


@dataclass(slots=True)
class World:
    """``processes`` are the gateways', by the companies' names. ``port`` is that of all scripted
    suppliers."""

    market: Market
    buyer: Company
    suppliers: Sequence[Company]
    scripted: Sequence[Scripted]
    stack: ExitStack
    port: int = 0
    processes: dict[str, subprocess.Popen[str]] = field(default_factory=dict)

    @property
    def reviewer(self) -> Company:
        """The supplier whose human is asked."""
        return next(company for company in self.suppliers if company.name == REVIEWS)

    def open(self, *companies: Company) -> None:
        """Have their gateways run until the end, or until they are killed."""
        processes = self.stack.enter_context(open_all(companies))
        for company, process in zip(companies, processes, strict=True):
            self.processes[company.name] = process

    def kill(self, company: Company) -> None:
        """As a power cut does."""
        process = self.processes[company.name]
        process.kill()
        process.wait()

    def seen(self) -> dict[str, dict[str, list[str]]]:
        """Which messages each scripted supplier got, by what they were about."""
        with urllib.request.urlopen(f"http://{SEEN_HOST}:{self.port}/seen", timeout=10) as told:
            seen: dict[str, dict[str, list[str]]] = json.load(told)
        return seen

    def write_request(self, path: Path, deadline: int) -> dict[str, Any]:
        """The template with a last day that is near, and that many seconds to answer."""
        request = tomlkit.parse(self.market.template.read_text(encoding="utf-8"))
        request["needed_by"] = day(DAYS)
        request["deadline"] = deadline
        path.write_text(tomlkit.dumps(request), encoding="utf-8")
        return request.unwrap()


@contextmanager
def open_world(market: Market, here: Path, *, is_small: bool) -> Iterator[World]:
    """All of them run while inside."""
    title, about = "Nordic Automation purchasing", "Builds cabinets."
    buyer = Company("buyer", here / "buyer", title, about, columns=WIDE)
    suppliers = [make_supplier(house, market, here / house.name) for house in HOUSES]
    with ExitStack() as stack:
        world = World(market, buyer, suppliers, _choose(is_small=is_small), stack)
        world.port = stack.enter_context(_serve(market, here / "scripted.log"))
        do_all(company.found for company in (buyer, *suppliers))
        world.open(*suppliers)
        tokens = [supplier.admit(buyer.name) for supplier in suppliers]
        _write_rows(world, tokens)
        world.open(buyer)
        yield world


def _choose(*, is_small: bool) -> Sequence[Scripted]:
    if not is_small:
        return SCRIPTED
    return [next(each for each in SCRIPTED if each.shape == shape) for shape in FEW]


@contextmanager
def _serve(market: Market, log: Path) -> Iterator[int]:
    """The port that the scripted suppliers have, while they run."""
    with log.open("w") as errors:
        process = subprocess.Popen(
            [*_SERVER, market.name], stdout=subprocess.PIPE, stderr=errors, text=True
        )
    try:
        assert process.stdout is not None
        yield int(json.loads(process.stdout.readline())["port"])
    finally:
        process.kill()
        process.wait()


def _write_rows(world: World, tokens: Sequence[str]) -> None:
    """The buyer's rows: what it was told of each supplier, its token in a file of its own."""
    rows = [
        _row(world, company.name, company.url, token, {})
        for company, token in zip(world.suppliers, tokens, strict=True)
    ]
    for each in world.scripted:
        url = f"http://{each.host}:{world.port}"
        rows.append(_row(world, each.name, url, each.token, TONGUES[each.tongue].row))
    with world.buyer.config.open("a", encoding="utf-8") as config:
        config.write("\n" + tomlkit.dumps({"peers": rows}))


def _row(world: World, name: str, url: str, token: str, said: dict[str, str]) -> dict[str, Any]:
    path = world.buyer.folder / f"{name}.token"
    path.touch(mode=0o600)
    path.write_text(token)
    return {
        "name": name,
        "url": url,
        "plain_http": True,
        "outbound_token": f"file:{path.name}",
        "tags": [world.market.tag],
        **said,
    }
