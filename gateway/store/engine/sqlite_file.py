"""The database file: how it is connected to, and the lock that keeps other processes away.

One connection writes and checkpoints, the others only read, and no second process touches the
file: SQLite before 3.51.3 can lose commits when two connections checkpoint (the WAL-reset bug),
and counters that live in a process must be the only ones.
"""

import errno
import fcntl
import os
import sqlite3
from pathlib import Path
from typing import Final
from urllib.parse import quote

from gateway.core.errors import StoreBusy, StoreError
from gateway.store.records import Synchronous

WAL_LIMIT: Final = 4 * 1024 * 1024
"""Bytes after which the WAL is worth a checkpoint; SQLite cuts the file to it when it restarts."""

_CACHE_KIB: Final = 32 * 1024
_BUSY_SECONDS: Final = 2.0
_STATEMENTS: Final = 64


def connect_writer(path: Path, synchronous: Synchronous) -> sqlite3.Connection:
    """The connection that writes; the file must be there. Usable from one thread at a time."""
    return _connect(
        path,
        "rw",
        "journal_mode = WAL",
        f"synchronous = {synchronous}",
        # The writer checkpoints when nobody waits for it.
        "wal_autocheckpoint = 0",
        f"journal_size_limit = {WAL_LIMIT}",
    )


def connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that can only read; it neither waits for the writer nor holds it up."""
    return _connect(path, "ro")


def _connect(path: Path, mode: str, *pragmas: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode={mode}",
        uri=True,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=_STATEMENTS,
    )
    try:
        for pragma in (f"cache_size = -{_CACHE_KIB}", *pragmas):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


class FileLock:
    """An advisory lock on ``FILE.lock``. The kernel drops it when the process ends, however."""

    def __init__(self, path: Path) -> None:
        """Take the lock and make the file, both for their owner only; raise StoreError."""
        lock = path.with_name(path.name + ".lock")
        self._fd = _open_private(lock)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(self._fd, 0)
            os.pwrite(self._fd, b"%d\n" % os.getpid(), 0)
            os.close(_open_private(path))
        except BlockingIOError:
            holder = os.pread(self._fd, 32, 0).decode(errors="replace").strip()
            self.release()
            raise StoreBusy(
                f"{path} is in use by process {holder or 'unknown'}; stop it, or give this gateway"
                " a store of its own"
            ) from None
        except OSError as error:
            self.release()
            raise _unwritable(lock, error) from None
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def _open_private(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except FileNotFoundError:
        raise StoreError(f"the folder {path.parent} does not exist; create it") from None
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> StoreError:
    if error.errno == errno.ENOSPC:
        return StoreError(f"{path} cannot be written: the disk is full; free some space")
    return StoreError(
        f"{path} cannot be written ({error.strerror}); check it, its folder and their owner"
    )
