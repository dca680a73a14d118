"""How commands speak: data on standard output; with ``--json``, JSON and nothing else.

What a config holds is never passed on as it is: control characters would drive the terminal.
"""

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Any

import orjson
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text


def write_json(data: Any) -> None:
    """One JSON document, indented."""
    typer.echo(orjson.dumps(data, option=orjson.OPT_INDENT_2))


def write_lines(*lines: str) -> None:
    for line in lines:
        typer.echo(printable(line))


def write_error(message: str) -> None:
    """A refusal, on standard error."""
    for line in message.splitlines():
        typer.echo(printable(line), err=True)


def write_table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], styles: Iterable[str] = ()
) -> None:
    """A table as wide as the terminal; a long cell is folded, never cut. ``styles`` are of rows."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row, style in zip_longest(rows, styles):
        table.add_row(*(Text(printable(cell)) for cell in row), style=style)
    Console().print(table)


def printable(text: str) -> str:
    """The text with what would drive a terminal, or break a line, written as an escape."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
