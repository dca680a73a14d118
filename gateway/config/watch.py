"""Seeing that the config file changed, by looking at it four times a second.

A stat works on every file system and through symbolic links, where notifications do not. What
to do with the new file, or with a bad one, is the caller's.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TypeAlias

_Mark: TypeAlias = tuple[int, int, int, int] | None


def changes(path: Path, interval: float = 0.25) -> AsyncIterator[None]:
    """Yield once for each time that the file was found changed, replaced, gone or back.

    It is marked at once, not at the first ``anext``: call this before loading the file, and no
    change in between is lost. ``interval`` is in seconds.
    """
    return _follow(path, _mark(path), interval)


async def _follow(path: Path, seen: _Mark, interval: float) -> AsyncIterator[None]:
    while True:
        found = await asyncio.to_thread(_mark, path)
        if found != seen:
            seen = found
            yield
        await asyncio.sleep(interval)


def _mark(path: Path) -> _Mark:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino
