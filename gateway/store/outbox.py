"""What the gateway owes to others and must not lose: the outbox, as values.

A delivery is added in the unit of what causes it, and lies there until it was received or given up.
Deliveries of one *lane* leave one after the other, in the order in which they were added: only the
first of a lane has a time, and when it is out of the way the next one gets its own. A lane belongs
to one peer. Whoever sends a delivery has *claimed* it: it is leased for a while, and unless the
lease is still the one that was given, what came of it is not written.
"""

from collections.abc import Collection, Sequence
from typing import Final, Protocol, TypeAlias

from msgspec import Struct

from gateway.core.delivery import DeliveryState
from gateway.store.push import PushRecord

HORIZON_MS: Final = 2 * 86_400_000
"""No delivery is put off as far as this, and no lease lasts as long."""


class Delivery(Struct, frozen=True):
    """``id`` is the same for all tries. ``kind`` says what carries it, and ``target`` what to:
    for a push notification the config's id. ``body`` and ``media_type`` are sent as they are.

    ``next_at`` is when it is due, None while it waits behind another or is dead; ``lease`` is until
    when someone has it in hand, 0 for no one. Times are in milliseconds.
    """

    id: str
    kind: str
    lane: str
    peer: str
    task_id: str
    target: str
    body: str
    media_type: str
    created_at: int
    state: DeliveryState = DeliveryState.WAITING
    tries: int = 0
    next_at: int | None = None
    lease: int = 0
    error: str = ""


class AddDelivery(Struct, frozen=True):
    """It is due at once, or when all before it in its lane are out of the way."""

    delivery: Delivery


class RemoveDelivery(Struct, frozen=True):
    """It was received, or nobody wants it any more; the next of its lane is due ``at``."""

    delivery: Delivery
    at: int


class PostponeDelivery(Struct, frozen=True):
    """Try it again at ``next_at``, ``tries`` tries being counted so far."""

    delivery: Delivery
    next_at: int
    tries: int
    error: str


class BuryDelivery(Struct, frozen=True):
    """Give it up after so many tries: it stays as a dead letter, and the next one is due ``at``."""

    delivery: Delivery
    at: int
    tries: int
    error: str


class StopLane(Struct, frozen=True):
    """Give up all that waits in a lane, what is in hand too."""

    lane: str
    error: str


OutboxWrite: TypeAlias = AddDelivery | RemoveDelivery | PostponeDelivery | BuryDelivery | StopLane


class Claiming(Struct, frozen=True):
    """What to claim at the time ``now``: at most ``limit`` deliveries, each until ``lease``.

    Of one peer at most ``per_peer`` are in hand at once, of those in ``held`` none.
    """

    now: int
    lease: int
    limit: int
    per_peer: int
    held: Collection[str] = ()


class DeliveryQuery(Struct, frozen=True):
    """What is left out restricts nothing. Newest first, of one millisecond the greater id; the page
    after a delivery begins with its ``created_at`` as ``before`` and its id as ``before_id``.
    """

    state: DeliveryState | None = None
    peer: str = ""
    task_id: str = ""
    before: int | None = None
    before_id: str = ""
    limit: int = 50


class OutboxStore(Protocol):
    """One tenant's outbox, where it is not written by units, and what tells where it leads."""

    async def list_push_configs(self, task_id: str) -> Sequence[PushRecord]:
        """All of a task, the first one first, disabled ones too."""

    async def claim(self, claiming: Claiming) -> Sequence[Delivery]:
        """Those that are due, one of each lane; peers take turns when there are too many."""

    async def find_next(self, after: int, held: Collection[str] = ()) -> int | None:
        """The first time after that one at which a delivery is due that no one has in hand.

        Peers in ``held`` are left out.
        """

    async def pull_in(self, now: int) -> None:
        """Bring times beyond the horizon to now: the clock was set back since they were written."""

    async def hasten(self, peer: str, kind: str, at: int) -> None:
        """Have what a peer is owed of a kind, and no one has in hand, sent at ``at`` if not before.

        What waits behind another in its lane goes on waiting.
        """

    async def count_waiting(self, lane: str) -> int:
        """How many deliveries wait in a lane, the one in hand too."""

    async def find(self, delivery_id: str) -> Delivery | None: ...

    async def list_page(self, query: DeliveryQuery) -> Sequence[Delivery]: ...

    async def retry(self, delivery_id: str, now: int) -> bool:
        """Have it sent at once, a dead one once more; False when it is not there.

        One that waits behind another in its lane goes on waiting, and so does one in hand.
        """

    async def drop(self, delivery_id: str, now: int) -> bool:
        """Delete it; False when it is not there, or someone has it in hand."""

    async def forget_dead(self, before: int) -> int:
        """Delete the dead letters that were added before this time; return how many."""
