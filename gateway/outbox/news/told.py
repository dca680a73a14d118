"""A notification by a peer, taken: what it says of a task goes into the audit row of its call.

Who knows neither the id nor its secret is told nothing, not even which of the two was wrong. What
comes twice is taken once. That a task has ended is believed, for the secret is the peer's alone;
what the task gave is asked of the peer itself, where the notification does not hold it all.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256
from hmac import compare_digest
from typing import ClassVar, Final

from msgspec import Struct
from msgspec.structs import replace

from gateway.auth.tokens import hash_token
from gateway.core.call import GetTask, TaskReply
from gateway.core.clock import Clock
from gateway.core.errors import TaskNotFound
from gateway.core.event import Event
from gateway.core.guarded import Guarded
from gateway.core.json import Json, canonical
from gateway.core.peer import Peer, PeerStatus
from gateway.core.task import StatusUpdate, Task
from gateway.dialects.lenient.event import read_event
from gateway.outbox.exchange import Exchange
from gateway.outbox.guide import Guide
from gateway.outbox.heard import is_over
from gateway.outbox.news.bells import Bells
from gateway.outbox.outcome import Kind, Outcome
from gateway.outbox.record import ended
from gateway.outbox.redact import redacted
from gateway.outbox.results import Results
from gateway.outbox.structure import hold_to_structure
from gateway.outbox.trip import Trip
from gateway.store.base import TenantStore
from gateway.store.records import Activity, Claim, ClaimKey
from gateway.store.subscription import RecordSubscription, Subscription
from gateway.store.writes import AlreadyClaimed, RecordActivity, TakeClaim, Write

_NOTICE: Final = "notice"
_NO_HASH: Final = "0" * 64
_OPEN: Final = frozenset({"pending", "dispatched"})
_LOOK_SECONDS: Final = 5
_MOST_KEY: Final = 200


class Admission(Guarded, frozen=True):
    """Who may tell us, of what, and the secret that it showed."""

    hidden: ClassVar = ("secret",)

    subscription: Subscription
    peer: Peer
    secret: str


class Told(Struct, frozen=True):
    store: TenantStore
    exchange: Exchange
    guide: Guide
    find_peer: Callable[[str], Peer | None]
    bells: Bells
    clock: Clock
    results: Results

    async def admit(self, subscription_id: str, secrets: Iterable[str]) -> Admission:
        """Let in who shows the secret of a subscription; raise TaskNotFound.

        A paused or revoked peer has none.
        """
        found = await self.store.subscriptions.find(subscription_id)
        wanted = found.token_hash if found is not None else _NO_HASH
        # Compared where there is none too, which takes as long.
        shown = [secret for secret in secrets if compare_digest(hash_token(secret), wanted)]
        if found is None or not shown:
            raise TaskNotFound
        peer = self.find_peer(found.peer)
        if peer is None or peer.status is not PeerStatus.ACTIVE:
            raise TaskNotFound
        return Admission(found, peer, shown[0])

    async def take(self, admission: Admission, wire: Json, webhook_id: str) -> None:
        """Return when it is durable. ``webhook_id`` is the sender's name for it, "" for none.

        Raise InvalidParams for what is no notification, TaskNotFound for one of another task.
        """
        subscription = admission.subscription
        wire = self.exchange.redact(admission.peer, redacted(wire, admission.secret))
        event = read_event(wire, "notification")
        if event.task_id not in ("", subscription.task_id):
            raise TaskNotFound
        claim = self._claim(subscription, wire, webhook_id)
        if await self.store.find_claim(claim.key) is not None:
            return
        try:
            await self.store.commit(TakeClaim(claim), *await self._writes(subscription, event))
        except AlreadyClaimed:
            return
        self.bells.ring(subscription.peer, subscription.task_id)

    async def _writes(self, subscription: Subscription, event: Event) -> list[Write]:
        told = _find_end(event)
        if told is None:
            return []
        writes: list[Write] = []
        row = await self.store.find_activity(subscription.activity_id)
        if row is not None and row.status in _OPEN:
            is_whole = isinstance(event.said, Task)
            task = told if is_whole else await self._look(row, told)
            spent = max(0, self.clock.now() - row.at)
            outcome = Outcome(Kind.ANSWERED, row.id, row.dialect, spent, TaskReply(task))
            outcome = hold_to_structure(outcome, row)
            row = ended(row, outcome, task.id)
            received = await self.results.receive(row, outcome, is_over=True)
            writes += (RecordActivity(row), *received.writes)
        if told.is_terminal:
            at = self.clock.now()
            writes.append(RecordSubscription(replace(subscription, ended_at=at)))
        return writes

    async def _look(self, row: Activity, told: Task) -> Task:
        """The whole task by the peer's own word; what was told of it where that cannot be had."""
        peer = self.find_peer(row.peer)
        assert peer is not None
        call = GetTask(told.id)
        trip = Trip(
            peer,
            row,
            lambda *_: call,
            _LOOK_SECONDS,
            follows=False,
            insists=True,
            is_recorded=False,
        )
        task = (await self.guide.carry(trip)).task
        return task if task is not None and is_over(task) else told

    def _claim(self, subscription: Subscription, wire: Json, webhook_id: str) -> Claim:
        digest = sha256(canonical(wire)).digest()
        name = webhook_id if 0 < len(webhook_id) <= _MOST_KEY else digest.hex()
        key = ClaimKey(subscription.peer, _NOTICE, f"{subscription.id}:{name}")
        return Claim(key, digest, subscription.task_id, self.clock.now())


def _find_end(event: Event) -> Task | None:
    """What is told of a task that has ended, or waits for us; None for one that goes on."""
    match event.said:
        case Task() as task:
            told = task
        case StatusUpdate(status=status):
            told = Task(event.task_id, event.context_id, status)
        case _:
            return None
    return told if is_over(told) and told.review is None else None
