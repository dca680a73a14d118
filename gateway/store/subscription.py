"""Where peers tell us of their tasks: one subscription a task, known by an id that is in its URL.

Apart from the configs by which we tell peers of ours: there we hold the secret, here its hash.
"""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Subscription:
    """``task_id`` is the peer's task, and ``activity_id`` the audit row of the call that began it.

    ``token_hash`` is that of the secret which comes with each notification. ``at`` is when it was
    made and ``ended_at`` when the task was, 0 while it goes on; both in milliseconds.
    """

    id: str
    peer: str
    task_id: str
    activity_id: str
    token_hash: str = field(repr=False)
    at: int
    ended_at: int = 0


@dataclass(frozen=True, slots=True)
class RecordSubscription:
    """Keep a subscription; of each id the newest stays."""

    subscription: Subscription


class SubscriptionStore(Protocol):
    """One tenant's subscriptions, where they are not written by units."""

    async def find(self, subscription_id: str) -> Subscription | None: ...

    async def drop(self, subscription_id: str) -> int:
        """Forget one; return 0 where there is none."""

    async def forget(self, before: int) -> int:
        """Forget those that were made before this time; return how many they were."""
