"""The form of a statement: its text, and the row that it is carried out with.

A text is a constant: an engine keeps it prepared, and can write the rows of many units that share
it at once. A row is written in the order of its table's ``*_COLUMNS``, the tenant first; from there
on that is the order of the value's own fields, where nothing else is said.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

Row: TypeAlias = Sequence[Any]


class Step(NamedTuple):
    """One write, ready to be carried out."""

    text: str
    row: Row


Steps: TypeAlias = Sequence[Step]


def insert(table: str, columns: tuple[str, ...]) -> str:
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608


def select(columns: tuple[str, ...], rest: str) -> str:
    return f"SELECT {', '.join(columns)} FROM {rest}"  # noqa: S608
