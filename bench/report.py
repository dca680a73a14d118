"""The figures for people and for programs: tables, a Markdown page, a JSON file.

Every table is made once, as rows of text, and then drawn on the terminal or written as Markdown.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Final

from msgspec import Struct, to_builtins
from rich.console import Console
from rich.table import Table

from bench.broadcast import PEERS
from bench.figures import (
    CONNECTIONS,
    STREAM_SUBJECTS,
    STREAMS,
    SUBJECTS,
    Figures,
    Streams,
    Subject,
    goals,
)

_INTRODUCTION: Final = """\
# Benchmarks

What one call costs on its whole way: authenticate, route, check the arguments, run `echo`, commit
the task and its audit row, answer. Beside it stand two floors that nothing here can be faster
than: an aiohttp handler that only reads and writes JSON, on the gateway's own event loop and with
its JSON library, and a SQLite commit of one row. "As it comes", or plain, is the same handler on
asyncio's loop and with the standard library's JSON. "And the rows" is the handler with what makes
an answer durable: the message's claim, the task and the audit row in the gateway's own store, with
nothing else of a gateway. What it costs more than the bare handler, no gateway on this store can
save; a target beyond it cannot be met by less work between the two.

`make bench` measures on your machine; `make bench ARGS="--write docs/benchmarks.md"` wrote this
page. All servers get the same requests, each with a fresh message id, from
[wrk](https://github.com/wg/wrk) on the same machine, and answer with the same number of bytes.
NORMAL and FULL are SQLite's `synchronous`; FULL is the default. The rounds are interleaved, and a
ratio is the median of the ratios within each round: compare those, since rates belong to a machine.

A stream carries a skill's 1,000 chunks, handed out in a loop, each numbered and on disk before it
is told; beside it stands the official SDK's own server doing the same in the same round, its tasks
in memory. The first event is timed from its request, on a connection that is open; idle streams are
2,000 that follow one task on which nothing is said.

A broadcast is one durable call to each of 43 peers that answer after 50 ms: queued on disk, sent,
and its answer on disk again. Beside it stand the same requests by aiohttp's client in the same
round.
"""


class Grid(Struct, frozen=True):
    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def print_tables(console: Console, figures: Figures) -> None:
    for grid in _grids(figures):
        table = Table(*grid.columns, title=grid.title, title_justify="left")
        for column in table.columns[1:]:
            column.justify = "right"
        for row in grid.rows:
            table.add_row(*row)
        console.print(table)


def page(figures: Figures) -> str:
    """The Markdown page."""
    return "\n".join([_INTRODUCTION, *(_markdown(grid) for grid in _grids(figures))])


def write_json(folder: Path, figures: Figures) -> Path:
    """Keep everything that was measured, under the time of the run; return the file."""
    targets = [{**to_builtins(goal), "met": goal.is_met} for goal in goals(figures)]
    file = folder / f"{figures.at.replace(':', '')[:17]}.json"
    document = {**to_builtins(figures), "targets": targets}
    file.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return file


def _grids(figures: Figures) -> tuple[Grid, ...]:
    return (
        _targets(figures),
        _calls(figures),
        _streams(figures.streams),
        _broadcasts(figures),
        _commits(figures),
        _surroundings(figures),
    )


def _targets(figures: Figures) -> Grid:
    rows = [
        (
            goal.name,
            f"{goal.value:.2f} {goal.unit}".rstrip(),
            f"{'≥' if goal.at_least else '≤'} {goal.target:.2f} {goal.unit}".rstrip(),
            "met" if goal.is_met else "missed",
        )
        for goal in goals(figures)
    ]
    title = f"Targets (ratios at {CONNECTIONS[-1]} connections)"
    return Grid(title, ("", "measured", "target", ""), rows)


def _calls(figures: Figures) -> Grid:
    rows = [_call_row(figures, subject, count) for count in CONNECTIONS for subject in SUBJECTS]
    title = f"Calls (rounds: {figures.rounds} of {figures.seconds} s; medians)"
    columns = ("", "conns", "calls/s", "ratio", "p50 ms", "p99 ms", "CPU µs", "ratio")
    return Grid(title, columns, rows)


def _call_row(figures: Figures, subject: Subject, connections: int) -> tuple[str, ...]:
    return (
        SUBJECTS[subject],
        str(connections),
        f"{figures.median_of(subject, connections, 'per_second'):,.0f}",
        f"{figures.ratio(subject, connections, 'per_second'):.2f}",
        f"{figures.median_of(subject, connections, 'p50_us') / 1e3:.2f}",
        f"{figures.median_of(subject, connections, 'p99_us') / 1e3:.2f}",
        f"{figures.median_of(subject, connections, 'cpu_us'):.0f}",
        f"{figures.ratio(subject, connections, 'cpu_us'):.2f}",
    )


def _streams(streams: Streams) -> Grid:
    rows = [
        (
            name,
            str(count),
            f"{streams.median_of(subject, count):,.0f}",
            f"{streams.ratio_to_sdk(subject, count):.2f}",
            f"{streams.cpu_us(subject, count):.0f}",
        )
        for count in STREAMS
        for subject, name in STREAM_SUBJECTS.items()
    ]
    return Grid("Streams of 1,000 chunks", ("", "streams", "events/s", "ratio", "CPU µs"), rows)


def _broadcasts(figures: Figures) -> Grid:
    gateway = median(one.gateway_ms for one in figures.broadcasts)
    floor = median(one.floor_ms for one in figures.broadcasts)
    rows = [
        ("gateway, FULL", f"{gateway:.0f}", f"{figures.broadcast_ratio:.2f}"),
        ("aiohttp alone", f"{floor:.0f}", "1.00"),
    ]
    return Grid(f"Broadcast to {PEERS} peers", ("", "ms", "ratio"), rows)


def _commits(figures: Figures) -> Grid:
    rate = median(commits.per_second for commits in figures.commits)
    row = ("SQLite, synchronous=FULL", f"{rate:,.0f}", f"{figures.commit_us / 1e3:.2f}")
    return Grid("One-row commits", ("", "commits/s", "p50 ms"), [row])


def _surroundings(figures: Figures) -> Grid:
    rows = [*figures.machine.items(), *figures.versions.items(), ("measured at", figures.at)]
    return Grid("Machine and versions", ("", ""), rows)


def _markdown(grid: Grid) -> str:
    rule = ("---", *("---:" for _ in grid.columns[1:]))
    lines = [f"| {' | '.join(row)} |" for row in (grid.columns, rule, *grid.rows)]
    return "\n".join([f"## {grid.title}", "", *lines, ""])
