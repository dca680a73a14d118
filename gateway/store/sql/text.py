"""The form of a statement: its text, a constant, and the row that it is carried out with."""

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from gateway.store.sql.rows import Row


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
