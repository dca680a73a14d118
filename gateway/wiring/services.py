"""Everything that the edge uses, opened in order and closed in reverse."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from gateway.approvals import Approvals
from gateway.auth import OperatorGate
from gateway.auth.attempts import Attempts
from gateway.auth.credentials import Credentials
from gateway.auth.peer_safe import PeerSafe
from gateway.auth.secret_key import open_safe
from gateway.auth.secrets import Safe
from gateway.automations import Automations
from gateway.cards import Cards, KeyRing
from gateway.chat import Memory, open_chat
from gateway.config import Settings, resolve_secret
from gateway.core.clock import Clock
from gateway.deals.deals import Deals
from gateway.deals.decide import Decider
from gateway.deals.follow import Follower
from gateway.deals.scribe import Scribe
from gateway.inbox.asked import Signpost
from gateway.inbox.handle import Inbox
from gateway.inbox.recover import recover
from gateway.observe.log import Log, get_log
from gateway.outbox import Courier, Health, Outbox, Pins, PushSafe
from gateway.peers import Discoverer, ManagedPeers
from gateway.skillkit.declare import Skill
from gateway.skillkit.load import load_skills
from gateway.store import open_store
from gateway.store.base import Store, TenantStore
from gateway.wiring.automations import make_by_itself
from gateway.wiring.chores import chores_of, go_on
from gateway.wiring.deals import make_deals
from gateway.wiring.live import Live
from gateway.wiring.partners import Partners, make_partners
from gateway.wiring.skills import SkillSet
from gateway.wiring.way_in import make_way_in
from gateway.wiring.way_out import open_way_out

_NO_ENVIRONMENT: Final[Mapping[str, str]] = MappingProxyType({})


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
    skill_set: SkillSet
    signpost: Signpost
    inbox: Inbox
    approvals: Approvals
    memory: Memory
    health: Health
    pins: Pins
    outbox: Outbox
    courier: Courier
    deals: Deals
    decider: Decider
    follower: Follower
    scribe: Scribe
    automations: Automations
    discoverer: Discoverer
    partners: Partners
    operator: OperatorGate
    attempts: Attempts = field(default_factory=Attempts)

    @property
    def skills(self) -> Mapping[str, Skill]:
        """Those that are offered, as the config says now."""
        return self.skill_set.offered

    def adopt(self, settings: Settings) -> None:
        """Use new settings from the next request on; raise ConfigError, and keep the old ones,
        where they do not go with the skills that are loaded.
        """
        self.skill_set.adopt(settings)
        self.live.adopt(settings)


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
    loaded = dict(load_skills(settings.skills.folders(skill_folders)))
    live = Live(settings)
    store = await open_store(settings.store.url, synchronous=settings.store.synchronous)
    pool = ThreadPoolExecutor(limits.tasks, thread_name_prefix="skill")
    operator = OperatorGate(lambda: live.settings.operator, clock.now)
    tenant = store.for_tenant(settings.agent.tenant)

    def resolve(ref: str) -> str:
        return resolve_secret(ref, environ, settings.folder)

    try:
        safe = open_safe(environ, settings.store.key_file, await tenant.sealed.list_seals())
        push_safe = PushSafe(safe, settings.agent.tenant)
        peer_safe = PeerSafe(safe, settings.agent.tenant)
        credentials = Credentials(peer_safe, resolve)
        managed = ManagedPeers(
            tenant,
            peer_safe,
            credentials,
            live.adopt_managed,
            lambda name: live.roster.find(name) is not None,
            lambda: way_out.courier.wake(),
            clock,
            log,
        )
        await managed.load()
        async with (
            open_way_out(
                live,
                tenant,
                push_safe,
                clock,
                log,
                peer_safe,
                credentials,
                managed.key_of,
                resolve,
            ) as way_out,
            open_chat(
                settings,
                resolve,
                lambda: live.settings.agent,
                lambda peer: live.offers(peer, skill_set.offered.values()),
                tenant,
                clock,
            ) as chat,
        ):
            # The operator's own skill of that name comes first.
            loaded.setdefault(chat.skill.name, chat.skill)
            skill_set = SkillSet(settings, loaded, way_out.delegator)
            await skill_set.open(tenant)
            chat.check_facts(skill_set.offered)
            ring = KeyRing(tenant, safe, settings.agent.tenant, clock)
            await ring.load()
            cards = Cards(
                lambda: live.settings, lambda: live.base_url, skill_set.offered, ring, clock
            )
            way_in = make_way_in(
                live, tenant, push_safe, skill_set, pool, chat, way_out, cards, clock, log
            )
            by_itself = make_by_itself(live, tenant, skill_set, pool, chat, way_out, clock, log)
            deal_desk = make_deals(live, tenant, way_out, chat, clock, log)
            services = Services(
                live,
                clock,
                log,
                store,
                tenant,
                safe,
                ring,
                cards,
                skill_set,
                way_in.signpost,
                way_in.inbox,
                way_in.approvals,
                chat.memory,
                way_out.health,
                way_out.pins,
                way_out.outbox,
                way_out.courier,
                deal_desk.deals,
                deal_desk.decider,
                deal_desk.follower,
                deal_desk.scribe,
                by_itself.automations,
                way_out.discoverer,
                make_partners(live, tenant, peer_safe, managed, way_out, cards, ring, clock, log),
                operator,
            )
            chores: list[asyncio.Task[None]] = []
            if not is_visit:
                await by_itself.dispatcher.open()
                await recover(
                    tenant, way_in.inbox, way_in.planner, lambda name: live.roster.find(name), clock
                )
                running = chores_of(
                    live, tenant, skill_set, way_in, way_out, deal_desk, by_itself, clock, log
                )
                chores += (asyncio.create_task(go_on(chore, log)) for chore in running)
            try:
                yield services
            finally:
                seconds = limits.shutdown_seconds
                await asyncio.gather(way_in.inbox.close(seconds), by_itself.carrier.close(seconds))
                for chore in chores:
                    chore.cancel()
    finally:
        operator.close()
        pool.shutdown(wait=False, cancel_futures=True)
        await store.close()
