"""Which claims are surely not stored: a Bloom filter that spares nearly every call its look-up.

A message that comes for the first time, as nearly all do, would be looked for in vain. The filter
is filled in the background after the start; until then, and where it is not sure, one looks.
"""

import sqlite3
from mmap import mmap
from pathlib import Path
from threading import Thread
from typing import Final, TypeAlias

from gateway.store.engine.sqlite_file import connect_reader
from gateway.store.sql.statements import LIST_CLAIM_KEYS

Key: TypeAlias = tuple[str, str, str, str]
"""Tenant, peer, scope and id."""

# 2 MiB, with two bits a claim: of a million claims one look in eighty is in vain.
_BITS: Final = 1 << 24
_MASK: Final = _BITS - 1


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
        _set(self._added, hash(key))

    def may_hold(self, key: Key) -> bool:
        """Whether one has to look; False is certain."""
        if self._stored is None:
            return True
        code = hash(key)
        return _has(self._added, code) or _has(self._stored, code)

    def _read_stored(self) -> None:
        stored = _no_bits()
        try:
            connection = connect_reader(self._path)
            try:
                for key in connection.execute(LIST_CLAIM_KEYS):
                    _set(stored, hash(key))
            finally:
                connection.close()
        except sqlite3.Error:
            return  # then one always looks
        self._stored = stored


def _no_bits() -> mmap:
    """Pages of memory that cost nothing before a bit of theirs is set."""
    return mmap(-1, _BITS // 8)


def _set(bits: mmap, code: int) -> None:
    low, high = code & _MASK, (code >> 32) & _MASK
    bits[low >> 3] |= 1 << (low & 7)
    bits[high >> 3] |= 1 << (high & 7)


def _has(bits: mmap, code: int) -> bool:
    low, high = code & _MASK, (code >> 32) & _MASK
    return bool(bits[low >> 3] >> (low & 7) & bits[high >> 3] >> (high & 7) & 1)
