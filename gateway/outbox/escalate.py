"""The operator's own system is told that a route failed: a ticket, a page, a message.

Each failure has a lane of its own, so that one which cannot be told holds up no other.
"""

from typing import Final

from gateway.core.clock import Clock, iso_from_ms
from gateway.core.json import JsonObject
from gateway.core.routing import Route
from gateway.outbox.own_webhook import JSON, OwnWebhook, write_told
from gateway.store.outbox import AddDelivery, Delivery

ESCALATION: Final = "escalation"
ESCALATES_NO_MORE: Final = "its route is gone, or escalates no more"


def escalation(route: str, task_id: str, told: JsonObject, clock: Clock) -> AddDelivery:
    """What has the failure of a route told: ``{type, timestamp, data}``, ``told`` as its data."""
    now, delivery_id = clock.now(), clock.new_id()
    return AddDelivery(
        Delivery(
            id=delivery_id,
            kind=ESCALATION,
            lane=f"{ESCALATION}:{delivery_id}",
            peer="",
            task_id=task_id,
            target=route,
            body=write_told("route.failed", iso_from_ms(now), told),
            media_type=JSON,
            created_at=now,
        )
    )


def escalation_webhook(route: Route | None) -> OwnWebhook | None:
    """Where the failures of a route are told, None for nowhere."""
    if route is None or not route.escalation:
        return None
    return OwnWebhook(route.escalation, route.escalation_secret)
