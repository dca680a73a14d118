"""Settings to services: opens everything in order, closes it in reverse, and follows the config."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from gateway.auth import OperatorGate, Roster
from gateway.auth.attempts import Attempts
from gateway.auth.secret_key import open_safe
from gateway.auth.secrets import Safe
from gateway.cards import Cards, KeyRing
from gateway.chat import open_chat
from gateway.config import Settings, resolve_secret
from gateway.core.clock import Clock
from gateway.core.errors import SkillNotFound, StoreError
from gateway.core.peer import Peer, PeerStatus
from gateway.inbox.carry import Carrier
from gateway.inbox.follower import QueueBounds
from gateway.inbox.handle import Inbox
from gateway.inbox.hub import Hub, StreamBounds
from gateway.inbox.plan import Planner
from gateway.inbox.push import PushRules
from gateway.inbox.recover import recover
from gateway.inbox.webhooks import Postbox
from gateway.net import HttpClient, Reach, make_tls
from gateway.observe.log import Log, get_log
from gateway.outbox import (
    Bounds,
    Courier,
    Exchange,
    Outbox,
    PushCarrier,
    PushSafe,
    Ways,
    check_hook,
)
from gateway.peers import Discoverer, reach_of
from gateway.runner.run import SkillRunner
from gateway.runner.slots import Slots
from gateway.skillkit.declare import Skill
from gateway.skillkit.load import load_skills
from gateway.store import open_store
from gateway.store.base import Store, TenantStore

_DAY: Final = 86_400_000
# How long after its last moment a delivery is given to another.
_SPARE_SECONDS: Final = 30
# What no one waits for gets this long once the work in hand has ended.
_LAST_SECONDS: Final = 1
_NO_ENVIRONMENT: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(slots=True)
class Live:
    """What a reload of the config replaces; the URLs are known once the gateway listens."""

    settings: Settings
    roster: Roster
    base_url: str = ""
    listening_url: str = ""
    is_stopping: bool = False

    def adopt(self, settings: Settings) -> None:
        """Use new settings from the next request on."""
        self.settings = settings
        self.roster = Roster.of(settings.peers, settings.agent.tenant)

    def check_again(self, peer: Peer, skill: Skill) -> None:
        """Raise SkillNotFound when the peer may no longer run the skill."""
        current = self.roster.find(peer.name)
        if (
            current is None
            or current.status is not PeerStatus.ACTIVE
            or not current.may_call(skill.name)
        ):
            raise SkillNotFound(repr(skill.name))

    def reach(self, peer: Peer | None = None) -> Reach:
        """Where we may connect to for this peer, or for none: as the config says now."""
        return reach_of(self.settings, peer)

    def check_hook(self, peer: Peer, url: str) -> None:
        """Raise EgressDenied for a webhook that is not called for this peer."""
        ours = [own for own in (self.base_url, self.listening_url) if own]
        check_hook(url, self.reach(peer), ours)

    def held(self) -> list[str]:
        """The peers for whom nothing leaves at present."""
        return [row.name for row in self.settings.peers if row.status is PeerStatus.PAUSED]

    def offers(self, peer_name: str, skills: Iterable[Skill]) -> list[Skill]:
        """Those of the skills that the peer of that name may call."""
        peer = self.roster.find(peer_name)
        return [
            skill
            for skill in skills
            if peer is not None and skill.is_external and peer.may_call(skill.name)
        ]


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that the edge uses; made by ``open_services`` alone."""

    live: Live
    clock: Clock
    log: Log
    store: Store
    tenant: TenantStore
    safe: Safe
    ring: KeyRing
    cards: Cards
    skills: Mapping[str, Skill]
    inbox: Inbox
    outbox: Outbox
    courier: Courier
    discoverer: Discoverer
    operator: OperatorGate
    attempts: Attempts = field(default_factory=Attempts)


@asynccontextmanager
async def open_services(
    settings: Settings,
    skill_folders: tuple[Path, ...] = (),
    clock: Clock | None = None,
    environ: Mapping[str, str] = _NO_ENVIRONMENT,
    *,
    is_visit: bool = False,
) -> AsyncIterator[Services]:
    """Open the store, load the skills, take up unfinished tasks; raise a GatewayError that says
    what is wrong. On leaving, work in hand has ``limits.shutdown_seconds`` to end.

    ``environ`` is where ``env:NAME`` secrets and the key of stored ones are looked up. A visit does
    what it is asked alone: unfinished tasks are left to the next gateway, and nothing is forgotten
    for its age.
    """
    clock = clock or Clock()
    log = get_log("gateway")
    limits = settings.limits
    skills = dict(load_skills(settings.skills.folders(skill_folders)))
    live = Live(settings, Roster.of(settings.peers, settings.agent.tenant))
    store = await open_store(settings.store.url, synchronous=settings.store.synchronous)
    pool = ThreadPoolExecutor(limits.tasks, thread_name_prefix="skill")
    operator = OperatorGate(settings.operator.token_hash, clock.now)
    tenant = store.for_tenant(settings.agent.tenant)

    def resolve(ref: str) -> str:
        return resolve_secret(ref, environ, settings.folder)

    try:
        safe = open_safe(environ, settings.store.key_file, await tenant.list_seals())
        push_safe = PushSafe(safe, settings.agent.tenant)
        async with (
            _open_way_out(live, tenant, push_safe, clock, log, resolve) as way_out,
            open_chat(
                settings,
                resolve,
                lambda: live.settings.agent,
                lambda peer: live.offers(peer, skills.values()),
                tenant,
                clock,
            ) as chat,
        ):
            # The operator's own skill of that name comes first.
            skills.setdefault(chat.name, chat)
            runner = SkillRunner(clock, log, pool, limits.skill_seconds, limits.skill_output_bytes)
            slots = Slots(
                per_peer=limits.tasks_per_peer, total=limits.tasks, queue=limits.queue_per_peer
            )
            carrier = Carrier(
                clock, log, slots, runner, live.check_again, way_out.outbox.call_skill
            )
            ring = KeyRing(tenant, safe, settings.agent.tenant, clock)
            await ring.load()
            cards = Cards(lambda: live.settings, lambda: live.base_url, skills, ring, clock)
            hub = Hub(
                StreamBounds(
                    limits.streams_per_peer,
                    limits.streams,
                    QueueBounds(limits.stream_events, limits.stream_bytes),
                )
            )
            courier = way_out.courier
            postbox = Postbox(tenant, clock, courier.wake)
            planner = Planner(
                tenant, skills, clock, hub, postbox, lambda: live.settings.agent.default_skill
            )
            push = PushRules(
                lambda: live.settings.agent.capabilities.push_notifications,
                live.check_hook,
                push_safe,
                limits.push_configs,
            )
            inbox = Inbox(
                tenant,
                planner,
                carrier,
                cards.extended,
                clock,
                limits.reply_wait_seconds,
                hub,
                limits.page_size,
                push,
            )
            services = Services(
                live,
                clock,
                log,
                store,
                tenant,
                safe,
                ring,
                cards,
                skills,
                inbox,
                way_out.outbox,
                courier,
                way_out.discoverer,
                operator,
            )
            chores: list[asyncio.Task[None]] = []
            if not is_visit:
                await recover(tenant, inbox, planner, lambda name: live.roster.find(name), clock)
                chores += [asyncio.create_task(_forget_what_is_old(services))]
                chores += [asyncio.create_task(courier.run())]
            try:
                yield services
            finally:
                await inbox.close(limits.shutdown_seconds)
                for chore in chores:
                    chore.cancel()
    finally:
        operator.close()
        pool.shutdown(wait=False, cancel_futures=True)
        await store.close()


@dataclass(frozen=True, slots=True)
class _WayOut:
    outbox: Outbox
    courier: Courier
    discoverer: Discoverer


@asynccontextmanager
async def _open_way_out(
    live: Live,
    tenant: TenantStore,
    safe: PushSafe,
    clock: Clock,
    log: Log,
    resolve: Callable[[str], str],
) -> AsyncIterator[_WayOut]:
    limits = live.settings.limits
    tls = make_tls(live.settings.net.ca_file)
    async with HttpClient(tls, connect_seconds=limits.connect_seconds) as client:
        exchange = Exchange(client, resolve, live.reach, limits.reply_bytes, limits.card_bytes)
        outbox = Outbox(
            tenant,
            exchange,
            lambda name: live.roster.find(name),
            clock,
            log,
            seconds=limits.call_seconds,
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
        lease_ms = round(seconds + _SPARE_SECONDS) * 1000
        bounds = Bounds(limits.deliveries, limits.deliveries_per_peer, lease_ms)
        courier = Courier(tenant, push.carry, live.held, clock, log, bounds)
        discoverer = Discoverer(exchange, Ways(tenant, exchange, clock), outbox, live.reach)
        try:
            yield _WayOut(outbox, courier, discoverer)
        finally:
            await asyncio.gather(outbox.close(_LAST_SECONDS), courier.close(_LAST_SECONDS))


async def _forget_what_is_old(services: Services) -> None:
    while True:
        settings, now = services.live.settings, services.clock.now()
        try:
            await services.tenant.forget_claims(now - settings.limits.dedupe_days * _DAY)
            await services.tenant.outbox.forget_dead(now - settings.limits.dead_letter_days * _DAY)
            if settings.llm is not None:
                await services.tenant.forget_memory(now - settings.llm.memory_days * _DAY)
        except StoreError as error:
            services.log.warning("upkeep_failed", problem=error.message)
        await asyncio.sleep(3600)
