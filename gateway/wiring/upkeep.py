"""What is old is forgotten, once an hour."""

import asyncio
from typing import Final

from gateway.core.clock import Clock
from gateway.core.errors import StoreError
from gateway.observe.log import Log
from gateway.store.base import TenantStore
from gateway.wiring.live import Live

_DAY: Final = 86_400_000
_HOUR_SECONDS: Final = 3600


async def forget_what_is_old(live: Live, tenant: TenantStore, clock: Clock, log: Log) -> None:
    while True:
        settings, now = live.settings, clock.now()
        try:
            await tenant.forget_claims(now - settings.limits.dedupe_days * _DAY)
            await tenant.outbox.forget_dead(now - settings.limits.dead_letter_days * _DAY)
            if settings.llm is not None:
                await tenant.forget_memory(now - settings.llm.memory_days * _DAY)
        except StoreError as error:
            log.warning("upkeep_failed", problem=error.message)
        await asyncio.sleep(_HOUR_SECONDS)
