"""Where peers tell us of their tasks: one subscription a task, known by an id that is in its URL.

Apart from the configs by which we tell peers of ours: there we hold the secret, here its hash.
"""

from typing import ClassVar, Protocol

from msgspec import Struct

from gateway.core.guarded import Guarded


class Subscription(Guarded, frozen=True):
    """``task_id`` is the peer's task, and ``activity_id`` the audit row of the call that began it.

    ``token_hash`` is that of the secret which comes with each notification. ``at`` is when it was
    made and ``ended_at`` when the task was, 0 while it goes on; both in milliseconds.
    """

    hidden: ClassVar = ("token_hash",)

    id: str
    peer: str
    task_id: str
    activity_id: str
    token_hash: str
    at: int
    ended_at: int = 0


class RecordSubscription(Struct, frozen=True):
    """Keep a subscription; of each id the newest stays."""

    subscription: Subscription


class SubscriptionStore(Protocol):
    """One tenant's subscriptions, where they are not written by units."""

    async def find(self, subscription_id: str) -> Subscription | None: ...

    async def drop(self, subscription_id: str) -> int:
        """Forget one; return 0 where there is none."""

    async def forget(self, before: int) -> int:
        """Forget those that were made before this time; return how many they were."""
