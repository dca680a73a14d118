"""What runs beside the calls as long as the gateway does."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final, TypeAlias

from gateway.core.clock import Clock
from gateway.observe.log import Log
from gateway.outbox import CALL, PUSH, TASK, TOKEN
from gateway.store.base import TenantStore
from gateway.wiring.automations import ByItself
from gateway.wiring.deals import DealDesk
from gateway.wiring.live import Live
from gateway.wiring.revoked import stop_what_is_owed
from gateway.wiring.skills import SkillSet
from gateway.wiring.upkeep import (
    dismiss_the_unwanted,
    expire_approvals,
    forget_what_is_old,
    forget_who_is_gone,
    read_cards_again,
)
from gateway.wiring.way_in import WayIn
from gateway.wiring.way_out import WayOut

Chore: TypeAlias = Callable[[], Coroutine[Any, Any, None]]

_TO_PEERS: Final = (PUSH, TOKEN, CALL, TASK)


def chores_of(
    live: Live,
    tenant: TenantStore,
    skill_set: SkillSet,
    way_in: WayIn,
    way_out: WayOut,
    deal_desk: DealDesk,
    by_itself: ByItself,
    clock: Clock,
    log: Log,
) -> Iterator[Chore]:
    """Each goes on until it is cancelled, unless it breaks."""
    courier, health = way_out.courier, way_out.health
    yield partial(forget_what_is_old, live, tenant, clock, log)
    yield courier.run
    yield by_itself.dispatcher.run
    yield by_itself.timer.run
    yield partial(read_cards_again, skill_set, tenant, log)
    yield deal_desk.settler.run
    yield health.keep
    yield partial(forget_who_is_gone, live, health)
    yield way_out.prober.run
    yield partial(expire_approvals, way_in.approvals, log)
    yield partial(dismiss_the_unwanted, live, way_in.inbox, clock)
    yield partial(stop_what_is_owed, live, tenant, _TO_PEERS, courier.wake, clock, log)


@asynccontextmanager
async def going_on(chores: Iterable[Chore], log: Log) -> AsyncIterator[None]:
    """They are done meanwhile."""
    running = [asyncio.create_task(go_on(chore, log)) for chore in chores]
    try:
        yield
    finally:
        for chore in running:
            chore.cancel()


async def go_on(chore: Chore, log: Log, *, pause: float = 1) -> None:
    """Begin it again when it breaks, after so many seconds: what nobody thought of must not end it
    for good."""
    while True:
        try:
            return await chore()
        except Exception as error:
            log.error("chore_broke", chore=_name_of(chore), exc_info=error)
        await asyncio.sleep(pause)


def _name_of(chore: Chore) -> str:
    function = chore.func if isinstance(chore, partial) else chore
    return str(getattr(function, "__qualname__", function))
