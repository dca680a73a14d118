"""What leaves the gateway by itself: the one HTTP client, and those that call and deliver by it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeAlias

from gateway.auth.credentials import Credentials
from gateway.auth.peer_safe import PeerSafe
from gateway.config import LimitSettings
from gateway.core.clock import Clock
from gateway.deals.collect import Collector
from gateway.delegate import Delegator, Errands
from gateway.net import HttpClient, make_tls
from gateway.observe.log import Log
from gateway.outbox import (
    CALL,
    ESCALATES_NO_MORE,
    ESCALATION,
    NOTIFICATION,
    NOTIFIES_NO_MORE,
    PUSH,
    TOKEN,
    Bounds,
    Carry,
    Courier,
    Durability,
    Exchange,
    Health,
    LoopBounds,
    Loops,
    Outbox,
    OwnWebhook,
    OwnWebhookCarrier,
    Pins,
    PushCarrier,
    PushSafe,
    TokenCarrier,
    Ways,
    by_kind,
    escalation_webhook,
    notification_webhook,
)
from gateway.peers import Discoverer, Looker, Prober
from gateway.store.base import TenantStore
from gateway.wiring.live import Live

# What no one waits for gets this long once the work in hand has ended.
_LAST_SECONDS: Final = 1
# How long after its last moment a delivery is given to another.
_SPARE_SECONDS: Final = 30
# For so long a call waits for those before it to end, before it is taken for one in a circle.
LOOP_PATIENCE_SECONDS: Final = 10.0


CarryTo: TypeAlias = Callable[[Callable[[str], OwnWebhook | None], str], Carry]
"""What carries deliveries to webhooks of the operator's: how their rows are found, and what is said
where one is gone."""


@dataclass(frozen=True, slots=True)
class WayOut:
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
    safe: PushSafe,
    clock: Clock,
    log: Log,
    peer_safe: PeerSafe,
    credentials: Credentials,
    find_key: Callable[[str], str],
    resolve: Callable[[str], str],
) -> AsyncIterator[WayOut]:
    limits = live.settings.limits
    health = Health(tenant, clock, log, lambda: live.settings.health.most_backoff_seconds)
    await health.load()
    pins = Pins(tenant, find_key, clock, log)
    await pins.load()
    timeouts = (row.timeout or 0 for row in live.settings.peers)
    most_seconds = max(limits.total_seconds, limits.call_seconds, limits.skill_seconds, *timeouts)
    tls = make_tls(live.settings.net.ca_file)
    async with HttpClient(
        tls,
        connect_seconds=limits.connect_seconds,
        bytes_per_second=limits.reply_bytes_per_second,
        tls_for=partial(make_tls, live.settings.net.ca_file),
    ) as client:
        exchange = Exchange(
            client,
            credentials.token_of,
            live.reach,
            limits.reply_bytes,
            limits.reply_stream_bytes,
            limits.card_bytes,
            pins.may_send_token,
        )
        outbox = Outbox(
            tenant,
            exchange,
            lambda name: live.roster.find(name),
            health,
            pins,
            clock,
            log,
            seconds=limits.call_seconds,
            loops=_make_loops(limits, clock),
            news_address=live.news_address,
            durability=Durability(limits.queue_per_peer, most_seconds, lambda: courier.wake()),
            results=Collector(tenant, clock),
        )
        seconds = limits.total_seconds
        push = PushCarrier(
            tenant,
            safe,
            client,
            lambda name: live.roster.find(name),
            live.reach,
            live.check_hook,
            clock,
            seconds,
        )
        tokens = TokenCarrier(
            tenant,
            peer_safe,
            credentials,
            client,
            lambda name: live.roster.find(name),
            live.reach,
            seconds,
        )

        def carry_to(find: Callable[[str], OwnWebhook | None], gone: str) -> Carry:
            return OwnWebhookCarrier(
                client,
                find,
                gone,
                resolve,
                live.reach_own,
                live.check_own_hook,
                clock,
                seconds,
            ).carry

        escalations = carry_to(
            lambda name: escalation_webhook(live.find_route(name)), ESCALATES_NO_MORE
        )
        notifications = carry_to(
            lambda name: notification_webhook(live.find_notify(name)), NOTIFIES_NO_MORE
        )
        lease_ms = round(most_seconds + _SPARE_SECONDS) * 1000
        bounds = Bounds(limits.deliveries, limits.deliveries_per_peer, lease_ms)
        carriers = {
            PUSH: push.carry,
            TOKEN: tokens.carry,
            ESCALATION: escalations,
            NOTIFICATION: notifications,
            **outbox.carriers,
        }
        courier = Courier(tenant, by_kind(carriers), live.held, clock, log, bounds)
        health.on_back = lambda peer: courier.hasten(peer, CALL)
        discoverer = Discoverer(
            exchange, Ways(tenant, exchange, pins, clock), pins, health, outbox, live.reach
        )
        prober = Prober(
            Looker(exchange, pins, health, clock, log).look,
            lambda: [row.as_peer() for row in live.settings.peers],
            lambda: live.settings.health.interval_seconds,
            log,
        )
        delegator = Delegator(outbox, health, Errands(tenant, clock), log)
        try:
            yield WayOut(
                exchange,
                health,
                pins,
                outbox,
                courier,
                discoverer,
                prober,
                delegator,
                carriers,
                carry_to,
                most_seconds,
            )
        finally:
            await asyncio.gather(outbox.close(_LAST_SECONDS), courier.close(_LAST_SECONDS))
            await health.close()


def _make_loops(limits: LimitSettings, clock: Clock) -> Loops:
    # A circle has to end before it holds all the places that a peer has.
    most_open = max(1, min(limits.hops, limits.tasks_per_peer - 1))
    bounds = LoopBounds(
        limits.hops, limits.caused_calls_per_minute, most_open, LOOP_PATIENCE_SECONDS
    )
    return Loops(bounds, clock.now)
