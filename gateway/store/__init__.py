"""The store: one interface (``base``), and the engines that keep it.

A new engine is one file under ``engine`` and one line in ``ENGINES``.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from gateway.core.errors import ConfigError
from gateway.store.base import Store
from gateway.store.engine.sqlite_open import open_sqlite
from gateway.store.memory import open_memory
from gateway.store.records import Synchronous

Opener: TypeAlias = Callable[[str, Synchronous], Awaitable[Store]]

ENGINES: Final[Mapping[str, Opener]] = {
    "sqlite": open_sqlite,
    "memory": open_memory,
}


async def open_store(url: str, *, synchronous: Synchronous = "FULL") -> Store:
    """Open ``sqlite:///relative.db``, ``sqlite:////absolute.db`` or ``memory:``.

    With ``synchronous="NORMAL"`` a power cut may lose the newest commits, a crash none. Raise
    ConfigError for a url that names no engine, StoreError when the store cannot be used.
    """
    scheme, colon, rest = url.partition(":")
    opener = ENGINES.get(scheme) if colon else None
    if opener is None:
        choices = ", ".join(f"{name}:" for name in ENGINES)
        raise ConfigError(f"store.url must begin with one of {choices} and not {scheme!r}")
    return await opener(rest, synchronous)
