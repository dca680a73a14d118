"""The other floor: one row, one commit, safe on disk, with nothing around it."""

import sqlite3
import time
from pathlib import Path
from statistics import median

from msgspec import Struct


class Commits(Struct, frozen=True):
    """``p50_us`` is in microseconds."""

    per_second: float
    p50_us: float


def commit_rows(file: Path, seconds: float, row_bytes: int) -> Commits:
    """Commit one row after another for so long, in WAL with synchronous=FULL."""
    database = sqlite3.connect(file, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE IF NOT EXISTS tasks (id INTEGER PRIMARY KEY, body TEXT)")
    body, times = "x" * row_bytes, []
    end = time.perf_counter() + seconds
    while (began := time.perf_counter()) < end:
        database.execute("INSERT INTO tasks (body) VALUES (?)", (body,))
        times.append(time.perf_counter() - began)
    database.close()
    return Commits(len(times) / seconds, median(times) * 1e6)
