"""Asking a peer to tell us of its task: an address of ours with an id in it, and a secret.

The secret is given to the peer and its hash is kept. It comes back in the header that A2A has for
it, or as a bearer: peers differ in which of the two they send.
"""

import asyncio
from collections.abc import Callable
from secrets import token_urlsafe
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from gateway.auth.tokens import hash_token
from gateway.core.call import CreatePushConfig
from gateway.core.clock import Clock
from gateway.core.errors import GatewayError
from gateway.core.peer import Peer
from gateway.core.push import PushConfig
from gateway.observe.log import Log
from gateway.outbox.card_says import declares_push
from gateway.outbox.exchange import Exchange
from gateway.outbox.record import cut_json, words_of
from gateway.outbox.route import Route
from gateway.outbox.unwatched import Unwatched
from gateway.store.base import TenantStore
from gateway.store.records import Activity
from gateway.store.subscription import RecordSubscription, Subscription
from gateway.store.writes import RecordActivity

_OPERATION: Final = "CreateTaskPushNotificationConfig"
_SCHEME: Final = "Bearer"
_SECONDS: Final = 10


class Subscriber(Struct, frozen=True):
    """``address`` is where notifications are taken, "" while nothing listens."""

    store: TenantStore
    exchange: Exchange
    unwatched: Unwatched
    clock: Clock
    log: Log
    address: Callable[[], str]
    new_secret: Callable[[], str] = token_urlsafe

    def may_ask(self, route: Route, card: str) -> bool:
        """Whether the peer, by its card as JSON text, can be asked on this way."""
        is_sayable = _OPERATION in route.dialect.operations
        return is_sayable and declares_push(card) and self.address() != ""

    def ask(self, peer: Peer, route: Route, task_id: str, activity_id: str) -> None:
        """Ask without waiting for it; ``activity_id`` is the audit row that is to be told."""
        self.unwatched.leave(self._ask(peer, route, task_id, activity_id))

    async def _ask(self, peer: Peer, route: Route, task_id: str, activity_id: str) -> None:
        now, secret = self.clock.now(), self.new_secret()
        subscription = Subscription(
            self.clock.new_id(), peer.name, task_id, activity_id, hash_token(secret), now
        )
        url = f"{self.address()}/{subscription.id}"
        row = Activity(
            id=self.clock.new_id(),
            at=now,
            peer=peer.name,
            direction="outbound",
            operation=_OPERATION,
            status="pending",
            task_id=task_id,
            dialect=route.dialect.name,
            input=cut_json({"id": subscription.id, "url": url}),
        )
        config = PushConfig(task_id, subscription.id, url, secret, _SCHEME, secret)
        try:
            # The peer may tell us before it answers.
            await self.store.commit(RecordSubscription(subscription), RecordActivity(row))
            deadline = asyncio.get_running_loop().time() + _SECONDS
            try:
                await self.exchange.ask(peer, route, CreatePushConfig(config), deadline=deadline)
                row = replace(row, status="success")
            except GatewayError as error:
                row = replace(row, status="error", error=words_of(error))
                await self.store.subscriptions.drop(subscription.id)
            spent = max(0, self.clock.now() - now)
            await self.store.commit(RecordActivity(replace(row, duration_ms=spent)))
        except GatewayError as error:
            # Nobody waits for it: the task is looked up all the same.
            self.log.warning("subscribe_failed", peer=peer.name, problem=error.message)
