"""What is done by the clock: what is old is forgotten, and who may call no more is dismissed."""

import asyncio
from functools import partial
from typing import Final

from gateway.approvals import Approvals
from gateway.config.llm import MEMORY_DAYS
from gateway.core.clock import Clock
from gateway.core.errors import StoreError
from gateway.inbox.handle import Inbox
from gateway.observe.log import Log
from gateway.outbox import Health
from gateway.peers import ANSWER_MS
from gateway.store.base import TenantStore
from gateway.wiring.live import Live
from gateway.wiring.skills import SkillSet

_DAY: Final = 86_400_000
_SPENDING_DAYS: Final = 90
_HOUR_SECONDS: Final = 3600
_SOON_SECONDS: Final = 0.5
_CARDS_SECONDS: Final = 5.0
_EXPIRY_SECONDS: Final = 2.0
# So long one can see who was invited, and came or did not.
_INVITATION_DAYS: Final = 30


async def forget_what_is_old(live: Live, tenant: TenantStore, clock: Clock, log: Log) -> None:
    while True:
        settings, now = live.settings, clock.now()
        try:
            await tenant.forget_claims(now - settings.limits.dedupe_days * _DAY)
            await tenant.errands.forget(now - settings.limits.conversation_days * _DAY)
            await tenant.events.forget(now - settings.limits.event_days * _DAY)
            await tenant.subscriptions.forget(now - settings.limits.subscription_days * _DAY)
            await tenant.outbox.forget_dead(now - settings.limits.dead_letter_days * _DAY)
            await tenant.notices.forget(now - settings.limits.notice_days * _DAY)
            await tenant.invitations.tidy(
                answers_before=now - ANSWER_MS, before=now - _INVITATION_DAYS * _DAY
            )
            await tenant.spending.forget(now // _DAY - _SPENDING_DAYS)
            memory_days = settings.llm.memory_days if settings.llm is not None else MEMORY_DAYS
            await tenant.conversations.forget_old(now - memory_days * _DAY)
        except StoreError as error:
            log.warning("upkeep_failed", problem=error.message)
        await asyncio.sleep(_HOUR_SECONDS)


async def expire_approvals(approvals: Approvals, log: Log) -> None:
    """End what nobody decides in time."""
    while True:
        try:
            await approvals.expire_due()
        except StoreError as error:
            log.warning("expiry_failed", problem=error.message)
        await asyncio.sleep(_EXPIRY_SECONDS)


async def read_cards_again(skills: SkillSet, tenant: TenantStore, log: Log) -> None:
    """Follow what the peers' cards say of the skills that they carry out for us."""
    while True:
        await asyncio.sleep(_CARDS_SECONDS)
        try:
            await skills.refresh(tenant)
        except StoreError as error:
            log.warning("cards_unread", problem=error.message)


async def forget_who_is_gone(live: Live, health: Health) -> None:
    """Whoever has the name of a row that is gone next is another peer."""
    while True:
        health.forget_all_but([row.name for row in live.settings.peers])
        await asyncio.sleep(_SOON_SECONDS)


async def dismiss_the_unwanted(live: Live, inbox: Inbox, clock: Clock) -> None:
    """End streams of peers that a reload paused or revoked, and of tokens that have expired."""
    while True:
        await asyncio.sleep(_SOON_SECONDS)
        inbox.dismiss_all_but(partial(live.roster.admits, now=clock.now()))
