"""What is done by the clock, one round of it."""

import asyncio
from pathlib import Path

from gateway.config import Settings, read
from gateway.core.clock import Clock
from gateway.core.notice import Notice, NoticeType
from gateway.observe.log import get_log
from gateway.outbox import Health
from gateway.store import open_store
from gateway.store.health import HealthStatus
from gateway.store.notice import RaiseNotice
from gateway.wiring import Live
from gateway.wiring.upkeep import forget_what_is_old, forget_who_is_gone
from tests.until import until, until_found

NOW = 1_700_000_000_000


def settings(*names: str) -> Settings:
    rows = "".join(f'[[peers]]\nname = "{name}"\n' for name in names)
    return read(f'[agent]\nname = "A"\n{rows}', Path("peers.toml"), environ={})


async def test_a_name_that_another_peer_has_next_begins_anew() -> None:
    store = await open_store("memory:")
    health = Health(store.for_tenant("default"), Clock(), get_log("test"))
    live = Live(settings("acme", "globex"))
    chore = asyncio.create_task(forget_who_is_gone(live, health))
    for peer in ("acme", "globex"):
        health.note_failure(peer, "refused")
    live.adopt(settings("globex"))
    await until(lambda: health.is_available("acme"))
    assert health.get("acme").status is HealthStatus.UNKNOWN
    assert health.get("globex").status is HealthStatus.DOWN
    chore.cancel()
    await store.close()


async def test_notices_are_forgotten_when_their_days_are_over() -> None:
    store = await open_store("memory:")
    tenant = store.for_tenant("default")
    for name, age in (("old", 31), ("young", 29)):
        at = NOW - age * 86_400_000
        await tenant.commit(RaiseNotice(Notice(name, NoticeType.PEER_DOWN, at, name, name)))
    clock = Clock(now=lambda: NOW)
    chore = asyncio.create_task(
        forget_what_is_old(Live(settings()), tenant, clock, get_log("test"))
    )

    async def is_done() -> bool:
        return len(await tenant.notices.list_after(0, 10)) == 1

    await until_found(is_done)
    assert await tenant.notices.find("young") is not None
    chore.cancel()
    await store.close()
