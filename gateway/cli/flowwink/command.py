"""Read the export, write the rows and their secrets, and say what became of each."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import tomlkit
import typer
from tomlkit.items import Table

from gateway.cli.config_file import open_config
from gateway.cli.flowwink.export import read_export
from gateway.cli.flowwink.plan import Fate, Line, plan
from gateway.cli.options import DEFAULT_CONFIG, ConfigOption, JsonOption
from gateway.cli.output import write_json, write_lines
from gateway.cli.peers.secret_file import find_secret, forget_secret, write_secret
from gateway.cli.peers.tokens import token_list
from gateway.cli.table import write_table


def import_flowwink(
    export: Annotated[
        Path, typer.Argument(metavar="FILE", help="The table a2a_peers, as JSON or CSV.")
    ],
    config: ConfigOption = DEFAULT_CONFIG,
    plain_http: Annotated[
        bool, typer.Option("--plain-http", help="Take peers with http URLs too.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Take over the peers of a Flowwink site, with the tokens they call with; 1 if any is not."""
    rows = read_export(export)
    with open_config(config) as file:
        lines = plan(rows, file.check(), config, plain_http=plain_http)
        new = [line for line in lines if line.fate is Fate.ADDED]
        if new:
            file.append(*(_table(line) for line in new))
            file.check()
        if new and not dry_run:
            with _secrets(config, new):
                file.save()
    _report(lines, config, dry_run=dry_run, as_json=as_json)
    if any(line.fate is Fate.REFUSED for line in lines):
        raise typer.Exit(1)


def _table(line: Line) -> Table:
    """The row as it is written, under the name that Flowwink gave it."""
    table = tomlkit.table()
    table.add(tomlkit.comment(f"{line.name}, from Flowwink"))
    for key, value in line.keys.items():
        if key != "tokens":
            table.add(key, value)
    for token in line.keys["tokens"]:
        table.add("tokens", token_list(token["id"], token["hash"]))
    return table


@contextmanager
def _secrets(config: Path, lines: Sequence[Line]) -> Iterator[None]:
    """Have the outbound tokens on disk inside; what was written goes again if the rows are not."""
    written: list[str] = []
    try:
        for line in lines:
            if line.token and find_secret(config, line.peer) is None:
                write_secret(config, line.peer, line.token)
                written.append(line.peer)
        yield
    except BaseException:
        for peer in written:
            forget_secret(config, peer)
        raise


def _report(lines: Sequence[Line], config: Path, *, dry_run: bool, as_json: bool) -> None:
    counts = Counter(line.fate for line in lines)
    if as_json:
        write_json(
            {
                "config": str(config),
                "dry_run": dry_run,
                **{fate.value: counts[fate] for fate in Fate},
                "rows": [_describe(line) for line in lines],
            }
        )
        return
    if lines:
        write_table(
            ("ROW", "NAME", "PEER", "FATE", ""),
            ((str(line.number), line.name, line.peer, line.fate, _remarks(line)) for line in lines),
        )
    write_lines(
        f"{counts[Fate.ADDED]} {'would be added' if dry_run else 'added'} to {config}, "
        f"{counts[Fate.PRESENT]} there already, {counts[Fate.REFUSED]} refused."
    )


def _describe(line: Line) -> dict[str, Any]:
    return {
        "row": line.number,
        "name": line.name,
        "peer": line.peer,
        "fate": line.fate,
        "reason": line.reason,
        "attention": line.attention,
    }


def _remarks(line: Line) -> str:
    return "; ".join((*([line.reason] if line.reason else ()), *line.attention))
