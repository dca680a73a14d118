"""Everything that the edge uses, opened in order and closed in reverse."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Final

from gateway.auth import OperatorGate
from gateway.cards import Cards, KeyRing
from gateway.chat import open_chat
from gateway.config import Settings
from gateway.core.clock import Clock
from gateway.inbox.recover import recover
from gateway.observe.log import get_log
from gateway.runner.threads import SkillThreads
from gateway.skillkit.load import load_skills
from gateway.store import open_store
from gateway.wiring.automations import ByItself, make_by_itself
from gateway.wiring.chores import Chore, chores_of, going_on
from gateway.wiring.deals import make_deals
from gateway.wiring.live import Live
from gateway.wiring.partners import make_managed, make_partners
from gateway.wiring.secrets import open_secrets
from gateway.wiring.services import Services, gather
from gateway.wiring.skills import SkillSet
from gateway.wiring.way_in import WayIn, make_way_in
from gateway.wiring.way_out import open_way_out

_NO_ENVIRONMENT: Final[Mapping[str, str]] = MappingProxyType({})


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
    loaded = dict(load_skills(settings.skills.folders(skill_folders)))
    live = Live(settings)
    store = await open_store(settings.store.url, synchronous=settings.store.synchronous)
    threads = SkillThreads(settings.limits.tasks, log)
    operator = OperatorGate(lambda: live.settings.operator, clock.now)
    tenant = store.for_tenant(settings.agent.tenant)
    try:
        secrets = await open_secrets(settings, tenant, environ)
        managed = make_managed(live, tenant, secrets, lambda: way_out.courier.wake(), clock, log)
        await managed.load()
        async with (
            open_way_out(live, tenant, secrets, managed.key_of, clock, log) as way_out,
            open_chat(
                settings,
                secrets.resolve,
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
            ring = KeyRing(tenant, secrets.safe, settings.agent.tenant, clock)
            await ring.load()
            cards = Cards(
                lambda: live.settings, lambda: live.base_url, skill_set.offered, ring, clock
            )
            way_in = make_way_in(
                live,
                tenant,
                secrets.push_safe,
                skill_set,
                threads,
                chat,
                way_out,
                cards,
                clock,
                log,
            )
            by_itself = make_by_itself(live, tenant, skill_set, threads, chat, way_out, clock, log)
            deal_desk = make_deals(live, tenant, way_out, chat, clock, log)
            partners = make_partners(
                live, tenant, secrets.peer_safe, managed, way_out, cards, ring, clock, log
            )
            services = gather(
                live,
                clock,
                log,
                store,
                tenant,
                secrets.safe,
                ring,
                cards,
                skill_set,
                chat,
                way_in,
                way_out,
                deal_desk,
                by_itself,
                partners,
                operator,
            )
            chores: Iterable[Chore] = ()
            if not is_visit:
                await by_itself.dispatcher.open()
                await recover(
                    tenant, way_in.inbox, way_in.planner, lambda name: live.roster.find(name), clock
                )
                chores = chores_of(
                    live, tenant, skill_set, way_in, way_out, deal_desk, by_itself, clock, log
                )
            async with going_on(chores, log), _ending(live, way_in, by_itself):
                yield services
    finally:
        operator.close()
        threads.close()
        await store.close()


@asynccontextmanager
async def _ending(live: Live, way_in: WayIn, by_itself: ByItself) -> AsyncIterator[None]:
    """On leaving, work in hand has its time to end, or what the edge left of it."""
    try:
        yield
    finally:
        now, seconds = asyncio.get_running_loop().time(), live.settings.limits.shutdown_seconds
        if live.stop_by is not None:
            seconds = max(0.0, live.stop_by - now)
        await asyncio.gather(way_in.inbox.close(seconds), by_itself.carrier.close(seconds))
