"""What leaves the gateway by itself: the one HTTP client, and those that call and deliver by it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

from msgspec import Struct

from gateway.config import LimitSettings
from gateway.core.clock import Clock
from gateway.deals.collect import Collector
from gateway.delegate import Delegator, Errands
from gateway.net import make_tls
from gateway.net.client import HttpClient
from gateway.observe.log import Log
from gateway.outbox import (
    CALL,
    Bounds,
    Carry,
    Courier,
    Durability,
    Exchange,
    Health,
    LoopBounds,
    Loops,
    Outbox,
    Pins,
    Ways,
    by_kind,
)
from gateway.peers import Discoverer, Looker, Prober
from gateway.store.base import TenantStore
from gateway.wiring.carriers import CarryTo, make_carriers, make_carry_to
from gateway.wiring.live import Live
from gateway.wiring.secrets import Secrets

# What no one waits for gets this long once the work in hand has ended.
_LAST_SECONDS: Final = 1
# How long after its last moment a delivery is given to another.
_SPARE_SECONDS: Final = 30
# For so long a call waits for those before it to end, before it is taken for one in a circle.
LOOP_PATIENCE_SECONDS: Final = 10.0


class WayOut(Struct, frozen=True):
    """``carriers`` are what the courier carries, by kind; more may be put in before it runs. No
    delivery may be in hand longer than ``most_seconds``.
    """

    exchange: Exchange
    health: Health
    pins: Pins
    outbox: Outbox
    courier: Courier
    discoverer: Discoverer
    prober: Prober
    delegator: Delegator
    carriers: dict[str, Carry]
    carry_to: CarryTo
    most_seconds: float


@asynccontextmanager
async def open_way_out(
    live: Live,
    tenant: TenantStore,
    secrets: Secrets,
    find_key: Callable[[str], str],
    clock: Clock,
    log: Log,
) -> AsyncIterator[WayOut]:
    limits = live.settings.limits
    health = Health(tenant, clock, log, lambda: live.settings.health.most_backoff_seconds)
    await health.load()
    pins = Pins(tenant, find_key, clock, log)
    await pins.load()
    timeouts = (row.timeout or 0 for row in live.settings.peers)
    most_seconds = max(limits.total_seconds, limits.call_seconds, limits.skill_seconds, *timeouts)
    async with HttpClient(
        make_tls(live.settings.net.ca_file),
        connect_seconds=limits.connect_seconds,
        bytes_per_second=limits.reply_bytes_per_second,
        tls_for=partial(make_tls, live.settings.net.ca_file),
    ) as client:
        exchange = Exchange(
            client,
            secrets.credentials.token_of,
            live.reach,
            limits.reply_bytes,
            limits.reply_stream_bytes,
            limits.card_bytes,
            pins.may_send_token,
        )
        durability = Durability(limits.queue_per_peer, most_seconds, lambda: courier.wake())
        outbox = _make_outbox(live, tenant, exchange, health, pins, durability, clock, log)
        carry_to = make_carry_to(live, client, secrets.resolve, clock)
        carriers = {
            **make_carriers(live, tenant, client, secrets, carry_to, clock),
            **outbox.carriers,
        }
        lease_ms = round(most_seconds + _SPARE_SECONDS) * 1000
        bounds = Bounds(limits.deliveries, limits.deliveries_per_peer, lease_ms)
        courier = Courier(tenant, by_kind(carriers), live.held, clock, log, bounds)
        health.on_back = lambda peer: courier.hasten(peer, CALL)
        try:
            yield WayOut(
                exchange,
                health,
                pins,
                outbox,
                courier,
                _make_discoverer(live, tenant, exchange, health, pins, outbox, clock),
                _make_prober(live, exchange, health, pins, clock, log),
                Delegator(outbox, health, Errands(tenant, clock), log),
                carriers,
                carry_to,
                most_seconds,
            )
        finally:
            await asyncio.gather(outbox.close(_LAST_SECONDS), courier.close(_LAST_SECONDS))
            await health.flush()


def _make_outbox(
    live: Live,
    tenant: TenantStore,
    exchange: Exchange,
    health: Health,
    pins: Pins,
    durability: Durability,
    clock: Clock,
    log: Log,
) -> Outbox:
    return Outbox(
        tenant,
        exchange,
        lambda name: live.roster.find(name),
        health,
        pins,
        clock,
        log,
        seconds=lambda: live.settings.limits.call_seconds,
        loops=_make_loops(live.settings.limits, clock),
        news_address=live.news_address,
        durability=durability,
        results=Collector(tenant, clock),
    )


def _make_discoverer(
    live: Live,
    tenant: TenantStore,
    exchange: Exchange,
    health: Health,
    pins: Pins,
    outbox: Outbox,
    clock: Clock,
) -> Discoverer:
    ways = Ways(tenant, exchange, pins, clock)
    return Discoverer(exchange, ways, pins, health, outbox, live.reach)


def _make_prober(
    live: Live, exchange: Exchange, health: Health, pins: Pins, clock: Clock, log: Log
) -> Prober:
    return Prober(
        Looker(exchange, pins, health, clock, log).look,
        lambda: [row.as_peer() for row in live.settings.peers],
        lambda: live.settings.health.interval_seconds,
        log,
    )


def _make_loops(limits: LimitSettings, clock: Clock) -> Loops:
    # A circle has to end before it holds all the places that a peer has.
    most_open = max(1, min(limits.hops, limits.tasks_per_peer - 1))
    bounds = LoopBounds(
        limits.hops, limits.caused_calls_per_minute, most_open, LOOP_PATIENCE_SECONDS
    )
    return Loops(bounds, clock.now)
