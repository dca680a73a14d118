"""Many rows of one INSERT at a time.

Python gives up its lock for every step of a statement, and waits for it as long as the event loop
is at work. Rows that share a step share the wait, and a tenth of the step's own cost is spared.
"""

import sqlite3
from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Final

from gateway.store.sql.text import Row

# Few, since each is a statement that is kept prepared.
_SIZES: Final = (16, 8, 4, 2, 1)


def insert_rows(connection: sqlite3.Connection, text: str, rows: Sequence[Row]) -> None:
    """Carry out an INSERT of one row for all of them, in their order.

    After an error some of them may be written: the transaction is to be given up.
    """
    start = 0
    for size in _SIZES:
        while len(rows) - start >= size:
            values = chain.from_iterable(rows[start : start + size])
            connection.execute(_for_rows(text, size), tuple(values))
            start += size


@cache
def _for_rows(text: str, count: int) -> str:
    head, mark, rest = text.partition(" VALUES ")
    marks, end, tail = rest.partition(")")
    # FAIL spares the journal by which a statement takes back the rows before the one that failed.
    head = head.replace("INSERT INTO", "INSERT OR FAIL INTO", 1)
    return head + mark + ", ".join([marks + end] * count) + tail
