"""What SQLite's refusals mean, in words that say what to do.

No path is named here: these words can travel to a peer's error answer. What is only said at
start, to the operator, gets its path in front.
"""

import sqlite3
from pathlib import Path
from typing import Final

from gateway.core.errors import StoreBusy, StoreError

_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_ADVICE: Final = {
    sqlite3.SQLITE_FULL: "the disk is full; free some space",
    sqlite3.SQLITE_IOERR: "the disk fails; look into the system's log",
    sqlite3.SQLITE_CORRUPT: "the database is damaged; restore it from a backup",
    sqlite3.SQLITE_NOTADB: "the file is no SQLite database; restore it or move it away",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened; check it, its folder and their owner",
    sqlite3.SQLITE_READONLY: "the file cannot be written; check it, its folder and their owner",
    sqlite3.SQLITE_PERM: "the file cannot be written; check it, its folder and their owner",
}


def explain(error: Exception, path: Path | None = None) -> StoreError:
    """The error as the store's own; ``path`` is for what only the operator reads."""
    if isinstance(error, StoreError):
        return error
    # The low byte is the kind; the rest of an extended code tells the variant.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    where = f"{path}: " if path is not None else ""
    if code in _BUSY:
        return StoreBusy(f"{where}another program holds the database; close it")
    advice = _ADVICE.get(code)
    return StoreError(f"{where}{advice} ({error})" if advice else f"{where}{error}")
