"""Which SQLite this Python carries, and whether it has the WAL-reset bug.

Before 3.51.3, and on the older branches before 3.50.7 and 3.44.6, a database can lose commits when
two connections checkpoint it. Source: sqlite.org, "Write-Ahead Logging", the WAL-reset bug.
"""

import sqlite3
from collections.abc import Mapping
from typing import Final, TypeAlias

Version: TypeAlias = tuple[int, int, int]

SQLITE_VERSION: Final[Version] = sqlite3.sqlite_version_info

_FIXED: Final[Version] = (3, 51, 3)
_FIXED_BRANCHES: Final[Mapping[tuple[int, int], int]] = {(3, 50): 7, (3, 44): 6}


def has_wal_reset_bug(version: Version) -> bool:
    """Whether it is only safe while one connection alone writes and checkpoints."""
    patch = _FIXED_BRANCHES.get(version[:2])
    return version < _FIXED and (patch is None or version[2] < patch)
