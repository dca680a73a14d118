"""Which claims are surely not stored: a Bloom filter that spares nearly every call its look-up.

A message that comes for the first time, as nearly all do, would be looked for in vain. The filter
is filled in the background after the start; until then, and where it is not sure, one looks.
"""

import sqlite3
from itertools import combinations
from mmap import mmap
from pathlib import Path
from threading import Thread
from typing import Final, TypeAlias

from gateway.store.engine.sqlite_file import connect_reader
from gateway.store.sql.claims import LIST_CLAIM_KEYS

Key: TypeAlias = tuple[str, str, str, str]
"""Tenant, peer, scope and id."""

# A claim is two bits of one byte, for a second place would be a second miss of the processor's
# cache: of a million claims one look in thirty is in vain.
_BYTES: Final = 2 * 1024 * 1024
_MARKS: Final = tuple(1 << low | 1 << high for low, high in combinations(range(8), 2))


class TakenClaims:
    """Filled from the file at ``path``. ``add`` and ``may_hold`` are the loop's alone."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._added = _no_bits()
        # The thread's own, since two threads cannot share bits; None until it has read all.
        self._stored: mmap | None = None
        Thread(target=self._read_stored, name="store-claims", daemon=True).start()

    def add(self, key: Key) -> None:
        """From now on the claim may be stored."""
        place, mark = _find(key)
        self._added[place] |= mark

    def may_hold(self, key: Key) -> bool:
        """Whether one has to look; False is certain."""
        if self._stored is None:
            return True
        place, mark = _find(key)
        return self._added[place] & mark == mark or self._stored[place] & mark == mark

    def _read_stored(self) -> None:
        stored = _no_bits()
        try:
            connection = connect_reader(self._path)
            try:
                for key in connection.execute(LIST_CLAIM_KEYS):
                    place, mark = _find(key)
                    stored[place] |= mark
            finally:
                connection.close()
        except sqlite3.Error:
            return  # then one always looks
        self._stored = stored


def _no_bits() -> mmap:
    """Pages of memory that cost nothing before a bit of theirs is set."""
    return mmap(-1, _BYTES)


def _find(key: Key) -> tuple[int, int]:
    """The byte of a claim, and its bits."""
    rest, place = divmod(hash(key), _BYTES)
    return place, _MARKS[rest % len(_MARKS)]
