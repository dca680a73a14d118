"""Which claims are surely not stored: a Bloom filter that spares nearly every call its look-up.

A message that comes for the first time, as nearly all do, would be looked for in vain. The filter
is filled in the background after the start; until then, and where it is not sure, one looks.
"""

import sqlite3
from pathlib import Path
from threading import Thread
from typing import Final, TypeAlias

from gateway.store.engine.sqlite_file import connect_reader
from gateway.store.sql.statements import LIST_CLAIM_KEYS

Key: TypeAlias = tuple[str, str, str, str]
"""Tenant, peer, scope and id."""

# 2 MiB, with two bits a claim: of a million claims one look in a hundred is in vain.
_BITS: Final = 1 << 24
_MASK: Final = _BITS - 1


class TakenClaims:
    """Filled from the file at ``path``. ``add`` and ``may_hold`` are the loop's alone."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._bits = bytearray(_BITS // 8)
        # What the thread has found; merged by the loop, since two threads cannot share bits.
        self._stored: bytearray | None = None
        self._is_complete = False
        Thread(target=self._read_stored, name="store-claims", daemon=True).start()

    def add(self, key: Key) -> None:
        """From now on the claim may be stored."""
        _set(self._bits, hash(key))

    def may_hold(self, key: Key) -> bool:
        """Whether one has to look; False is certain."""
        if not self._is_complete and not self._merge():
            return True
        code, bits = hash(key), self._bits
        low, high = code & _MASK, (code >> 32) & _MASK
        return bool(bits[low >> 3] >> (low & 7) & bits[high >> 3] >> (high & 7) & 1)

    def _merge(self) -> bool:
        if self._stored is not None:
            merged = int.from_bytes(self._bits) | int.from_bytes(self._stored)
            self._bits = bytearray(merged.to_bytes(_BITS // 8))
            self._stored, self._is_complete = None, True
        return self._is_complete

    def _read_stored(self) -> None:
        stored = bytearray(_BITS // 8)
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


def _set(bits: bytearray, code: int) -> None:
    low, high = code & _MASK, (code >> 32) & _MASK
    bits[low >> 3] |= 1 << (low & 7)
    bits[high >> 3] |= 1 << (high & 7)
