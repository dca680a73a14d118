"""What carries deliveries: to peers by their kind, and to webhooks of the operator's."""

from collections.abc import Callable
from typing import TypeAlias

from gateway.core.clock import Clock
from gateway.net.client import HttpClient
from gateway.outbox import (
    ESCALATES_NO_MORE,
    ESCALATION,
    NOTIFICATION,
    NOTIFIES_NO_MORE,
    PUSH,
    TOKEN,
    Carry,
    OwnWebhook,
    OwnWebhookCarrier,
    PushCarrier,
    TokenCarrier,
    escalation_webhook,
    notification_webhook,
)
from gateway.store.base import TenantStore
from gateway.wiring.live import Live
from gateway.wiring.secrets import Secrets

CarryTo: TypeAlias = Callable[[Callable[[str], OwnWebhook | None], str], Carry]
"""What carries deliveries to webhooks of the operator's: how their rows are found, and what is said
where one is gone."""


def make_carry_to(
    live: Live, client: HttpClient, resolve: Callable[[str], str], clock: Clock
) -> CarryTo:
    seconds = live.settings.limits.total_seconds

    def carry_to(find: Callable[[str], OwnWebhook | None], gone: str) -> Carry:
        return OwnWebhookCarrier(
            client, find, gone, resolve, live.reach_own, live.check_own_hook, clock, seconds
        ).carry

    return carry_to


def make_carriers(
    live: Live,
    tenant: TenantStore,
    client: HttpClient,
    secrets: Secrets,
    carry_to: CarryTo,
    clock: Clock,
) -> dict[str, Carry]:
    """By kind, but for what the outbox carries itself."""
    seconds = live.settings.limits.total_seconds
    push = PushCarrier(
        tenant,
        secrets.push_safe,
        client,
        lambda name: live.roster.find(name),
        live.reach,
        live.check_hook,
        clock,
        seconds,
    )
    tokens = TokenCarrier(
        tenant,
        secrets.peer_safe,
        secrets.credentials,
        client,
        lambda name: live.roster.find(name),
        live.reach,
        seconds,
    )
    escalations = carry_to(
        lambda name: escalation_webhook(live.find_route(name)), ESCALATES_NO_MORE
    )
    notifications = carry_to(
        lambda name: notification_webhook(live.find_notify(name)), NOTIFIES_NO_MORE
    )
    return {
        PUSH: push.carry,
        TOKEN: tokens.carry,
        ESCALATION: escalations,
        NOTIFICATION: notifications,
    }
