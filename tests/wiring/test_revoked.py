"""What is owed to a peer that was revoked leaves no more, and does not wait for its next try."""

import asyncio
from pathlib import Path

import pytest

from gateway.config import Settings, read
from gateway.core.clock import Clock
from gateway.observe.log import get_log
from gateway.store import open_store
from gateway.store.outbox import AddDelivery, Claiming, Delivery, PostponeDelivery
from gateway.wiring import Live
from gateway.wiring.revoked import stop_what_is_owed
from tests.until import until

NOW = 1_700_000_000_000
LATER = NOW + 3_600_000


def settings(status: str) -> Settings:
    rows = f'[[peers]]\nname = "acme"\nstatus = "{status}"\n[[peers]]\nname = "rival"\n'
    return read(f'[agent]\nname = "A"\n{rows}', Path("peers.toml"), environ={})


@pytest.mark.parametrize("at_start", [True, False])
async def test_what_waits_is_looked_at_once_more_at_once(at_start: bool) -> None:
    store = await open_store("memory:")
    tenant = store.for_tenant("default")
    for peer in ("acme", "rival"):
        delivery = Delivery(peer, "push", peer, peer, "", "", "null", "", NOW)
        await tenant.commit(AddDelivery(delivery))
    for delivery in await tenant.outbox.claim(Claiming(NOW, NOW + 1, 10, 10)):
        await tenant.commit(PostponeDelivery(delivery, LATER, 1, "HTTP 503"))
    live = Live(settings("revoked" if at_start else "active"))
    woken = asyncio.Event()
    chore = asyncio.create_task(
        stop_what_is_owed(live, tenant, ("push",), woken.set, Clock(lambda: NOW), get_log("test"))
    )
    try:
        live.adopt(settings("revoked"))
        await until(woken.is_set)
        found = {peer: await tenant.outbox.find(peer) for peer in ("acme", "rival")}
        due = {peer: row.next_at for peer, row in found.items() if row is not None}
        assert due == {"acme": NOW, "rival": LATER}
    finally:
        chore.cancel()
        await store.close()
