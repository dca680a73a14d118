"""One try to tell the operator's own system that a route failed: a ticket, a page, a message.

Signed like a push notification, by the rules of Standard Webhooks. Where it goes, and with which
secret, is read from the config at each try; each failure has a lane of its own, so that one which
cannot be told holds up no other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from gateway.core.clock import Clock, iso_from_ms
from gateway.core.errors import GatewayError
from gateway.core.json import JsonObject, encode
from gateway.core.routing import Route
from gateway.net import HttpClient, Reach
from gateway.outbox.verdict import Failed, Stopped, Verdict
from gateway.outbox.webhook import judge, write_request
from gateway.store.outbox import AddDelivery, Delivery

ESCALATION: Final = "escalation"

_JSON: Final = "application/json"


def escalation(route: str, task_id: str, told: JsonObject, clock: Clock) -> AddDelivery:
    """What has the failure of a route told: ``{type, timestamp, data}``, ``told`` as its data."""
    now, delivery_id = clock.now(), clock.new_id()
    body = {"type": "route.failed", "timestamp": iso_from_ms(now), "data": told}
    return AddDelivery(
        Delivery(
            id=delivery_id,
            kind=ESCALATION,
            lane=f"{ESCALATION}:{delivery_id}",
            peer="",
            task_id=task_id,
            target=route,
            body=encode(body).decode(),
            media_type=_JSON,
            created_at=now,
        )
    )


@dataclass(frozen=True, slots=True)
class EscalationCarrier:
    """``resolve`` turns the reference of a secret into the secret and raises ConfigError; ``check``
    raises EgressDenied for an address that is not called. ``seconds`` is how long it may take.
    """

    client: HttpClient
    find_route: Callable[[str], Route | None]
    resolve: Callable[[str], str]
    reach: Callable[[], Reach]
    check: Callable[[str], None]
    clock: Clock
    seconds: float

    async def carry(self, delivery: Delivery) -> Verdict:
        route = self.find_route(delivery.target)
        if route is None or not route.escalation:
            return Stopped("its route is gone, or escalates no more")
        try:
            self.check(route.escalation)
            secret = self.resolve(route.escalation_secret) if route.escalation_secret else ""
            now = self.clock.now()
            request = write_request(delivery, route.escalation, secret, now, {})
            answer = await self.client.tell(request, self.reach(), seconds=self.seconds)
        except GatewayError as error:
            return Failed(error.message)
        return judge(answer, self.clock.now())
