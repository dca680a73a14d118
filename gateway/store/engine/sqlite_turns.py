"""A task's row with what was said in it, from the rows of that."""

import sqlite3
from typing import Final

from gateway.store.sql.tasks import TASK_COLUMNS
from gateway.store.sql.text import Row
from gateway.store.sql.turns import READ_TURNS

_TURNS: Final = TASK_COLUMNS.index("turns")


def with_turns(connection: sqlite3.Connection, row: Row) -> Row:
    """The row and its turns, at its end. Turns never change, so it is as it was at one moment."""
    tenant, task_id, turns = row[0], row[1], row[_TURNS]
    if not turns:
        return (*row, ())
    return (*row, connection.execute(READ_TURNS, (tenant, task_id, turns)).fetchall())
