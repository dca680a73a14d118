"""What every durable try needs: a peer that may be called now, and one exchange with it.

Nothing is recorded here: what is known afterwards is committed with what becomes of the delivery.
"""

from collections.abc import Callable
from typing import NamedTuple

from msgspec import Struct

from gateway.core.chain import Cause
from gateway.core.clock import Clock
from gateway.core.errors import Fault, GatewayError, PeerNotFound, PeerRefused
from gateway.core.peer import Peer, PeerStatus
from gateway.outbox.guide import Guide
from gateway.outbox.health import Health
from gateway.outbox.outcome import Kind, Outcome
from gateway.outbox.record import ended
from gateway.outbox.trip import Say, Trip
from gateway.store.outbox import Delivery
from gateway.store.records import Activity


class Asked(NamedTuple):
    """``row`` is the audit row with what came of it."""

    outcome: Outcome
    row: Activity

    @property
    def error(self) -> GatewayError | None:
        """What kept the peer from an answer; that it is none that we can use is no such thing."""
        return None if self.outcome.kind is Kind.SCHEMA_MISMATCH else self.outcome.error

    @property
    def is_final(self) -> bool:
        """Whether the peer says no to this very call; that it lets us not in may be put right."""
        error = self.error
        return (
            error is not None
            and error.fault is Fault.CALLER
            and not error.retriable
            and not isinstance(error, PeerRefused)
        )


class Caller(Struct, frozen=True):
    """``seconds_of`` says how long a try with the peer may take, and ``most_seconds`` how long any:
    a delivery is in hand no longer than its lease."""

    guide: Guide
    health: Health
    find_peer: Callable[[str], Peer | None]
    clock: Clock
    seconds_of: Callable[[Peer], float]
    most_seconds: float

    def get_peer(self, name: str) -> Peer:
        """Raise PeerNotFound for one that is not called any more.

        A paused one has not lost what it is owed: that waits in the outbox.
        """
        peer = self.find_peer(name)
        if peer is None:
            raise PeerNotFound("it has no row any more")
        if peer.status is PeerStatus.REVOKED:
            raise PeerNotFound("it is revoked")
        return peer

    def seconds_to_wait(self, peer: str) -> float:
        """For so long the peer is left alone, 0 when it may be called."""
        next_at = self.health.next_try_at(peer)
        return 0 if next_at is None else max(0, next_at - self.clock.now()) / 1000

    def age(self, delivery: Delivery) -> float:
        """In seconds."""
        return max(0, self.clock.now() - delivery.created_at) / 1000

    async def ask(
        self,
        peer: Peer,
        row: Activity,
        say: Say,
        cause: Cause | None = None,
        *,
        is_kept_up: bool = False,
    ) -> Asked:
        """One exchange, of which the audit row says more when it is over.

        Of a task that goes on then the peer is to tell us where it ``is_kept_up``.
        """
        trip = Trip(
            peer,
            row,
            say,
            min(self.seconds_of(peer), self.most_seconds),
            follows=False,
            insists=True,
            cause=cause,
            is_recorded=False,
            is_kept_up=is_kept_up,
        )
        outcome = await self.guide.carry(trip)
        return Asked(outcome, ended(row, outcome, trip.heard.task_id))
