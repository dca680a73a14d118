"""Tables: folded to the terminal's width; in a pipe or a file each row is one line.

Apart from the rest of what commands write because of rich, which a gateway that serves need not
hold.
"""

import os
import sys
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Final, Literal

from msgspec import Struct
from rich.console import Console
from rich.table import Table
from rich.text import Text

from gateway.cli.output import printable

_UNFOLDED: Final = 10_000
_WIDE: Final = 110  # beside an id there is room for what it is about


class Column(Struct, frozen=True):
    """``width`` is how wide it is, or how wide at least where nothing is folded; 0 as needed."""

    title: str
    width: int = 0
    justify: Literal["left", "right"] = "left"


def write_table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], styles: Iterable[str] = ()
) -> None:
    """A table as wide as the terminal; a long cell is folded, never cut. ``styles`` are of rows.

    On a wide terminal the first column is whole: the next command is given its id or name.
    """
    console = _console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, column in enumerate(columns):
        is_whole = place == 0 and console.width >= _WIDE
        table.add_column(column, overflow="fold", no_wrap=is_whole)
    for row, style in zip_longest(rows, styles):
        table.add_row(*_cells(row), style=style)
    console.print(table)


class RowWriter:
    """A table whose rows are written one by one, as they come, in columns of fixed width."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._console = _console()
        self._is_begun = False

    def write(self, row: Sequence[str], style: str = "") -> None:
        is_folded = self._console.width < _UNFOLDED
        table = Table(box=None, pad_edge=False, header_style="bold", show_header=not self._is_begun)
        self._is_begun = True
        for column in self._columns:
            table.add_column(
                column.title,
                width=column.width or None if is_folded else None,
                min_width=column.width,
                justify=column.justify,
                overflow="fold",
            )
        table.add_row(*_cells(row), style=style)
        self._console.print(table)
        sys.stdout.flush()


def terminal_width() -> int:
    """In characters; very wide where nothing is folded."""
    return _console().width


def _console() -> Console:
    is_folded = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(width=None if is_folded else _UNFOLDED)


def _cells(row: Sequence[str]) -> Iterable[Text]:
    return (Text(printable(cell)) for cell in row)
