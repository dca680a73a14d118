"""Whether the store can be used, and with which SQLite."""

import asyncio

from gateway.auth.secret_key import open_safe
from gateway.cli.checks.finding import Level, Look, Subject
from gateway.core.errors import StoreBusy
from gateway.store import open_store
from gateway.store.engine.sqlite_version import SQLITE_VERSION, has_wal_reset_bug


def check_store(subject: Subject) -> Look:
    """Open the store and its secrets as the gateway would; one that a gateway holds is fine."""
    try:
        asyncio.run(_open_and_close(subject))
    except StoreBusy as error:
        yield Level.YELLOW, f"not opened, because a gateway is running on it: {error.detail}"
    else:
        yield Level.GREEN, "can be opened and written; the key of its secrets is there"


def check_sqlite(_: Subject) -> Look:
    version = ".".join(map(str, SQLITE_VERSION))
    if has_wal_reset_bug(SQLITE_VERSION):
        yield (
            Level.YELLOW,
            f"{version} has the WAL-reset bug, which needs two connections that checkpoint. It is"
            " safe here: one connection writes and checkpoints, and a lock keeps every second"
            " process away. Let no other tool open the file, or take SQLite 3.51.3 or newer",
        )
    else:
        yield Level.GREEN, version


async def _open_and_close(subject: Subject) -> None:
    settings = subject.settings
    store = await open_store(settings.store.url, synchronous=settings.store.synchronous)
    try:
        seals = await store.for_tenant(settings.agent.tenant).sealed.list_seals()
        open_safe(subject.environ, settings.store.key_file, seals)
    finally:
        await store.close()
