"""Calls that must not be lost: each a row of the outbox until its peer has answered (SECURITY: P4).

A try that fails is made again with the same message id, so that a peer which had heard it does
nothing twice. What the peer says no to is a dead letter at once. Where the answer is a task at work
another row looks after that.
"""

from collections.abc import Callable
from math import inf
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.errors import (
    GatewayError,
    PeerNotFound,
    PeerTimeout,
    PeerUnreachable,
    RateLimited,
)
from gateway.core.peer import Peer
from gateway.outbox.ask import Ask, words_for
from gateway.outbox.caller import Asked, Caller
from gateway.outbox.heard import goes_on
from gateway.outbox.letter import call_lane, read_letter, watch_task, write_letter
from gateway.outbox.outcome import Outcome, kind_of
from gateway.outbox.record import message_of, words_of
from gateway.outbox.results import Results
from gateway.outbox.retry import call_delay, dated_delay, wish_of
from gateway.outbox.verdict import GivenUp, PutOff, Settled, Verdict
from gateway.store.base import TenantStore
from gateway.store.outbox import AddDelivery, Delivery
from gateway.store.records import Activity
from gateway.store.writes import RecordActivity, Unit

DISPATCHED: Final = "dispatched"
_OPERATION: Final = "SendMessage"
_GRACE_SECONDS: Final = 1.0


class CallExpired(PeerUnreachable):
    """The time for this call is over."""

    reason = "CALL_EXPIRED"


class Durability(Struct, frozen=True):
    """``most_waiting`` is how many calls may wait for one peer, ``most_seconds`` how long one try
    may take at all; ``wake`` is called when something was added to the outbox."""

    most_waiting: int = 1000
    most_seconds: float = 60
    wake: Callable[[], object] = bool


class Letter(Struct, frozen=True):
    """A durable call that has not been made yet: ``writes`` make it, in the unit of its cause."""

    row: Activity
    writes: Unit


class DurableCalls(Struct, frozen=True):
    store: TenantStore
    caller: Caller
    bounds: Durability
    random: Callable[[], float]
    results: Results

    def letter(self, peer: Peer, ask: Ask, lane: str = "") -> Letter:
        row = self.caller.guide.open_row(
            peer, ask.said, operation=_OPERATION, status=DISPATCHED, skill=ask.skill
        )
        return Letter(row, (RecordActivity(row), AddDelivery(write_letter(ask, row, lane))))

    async def add(self, peer: Peer, ask: Ask) -> str:
        """Return the id of the audit row when it is durable, with all that is owed.

        Raise RateLimited when too many calls wait for the peer.
        """
        most = self.bounds.most_waiting
        if await self.store.outbox.count_waiting(call_lane(peer.name)) >= most:
            raise RateLimited(f"{most} calls to {peer.name} are waiting already")
        letter = self.letter(peer, ask)
        await self.store.commit(*letter.writes)
        self.bounds.wake()
        return letter.row.id

    async def carry(self, delivery: Delivery) -> Verdict:
        """One try."""
        row = await self.store.find_activity(delivery.id)
        if row is None:
            return GivenUp("its audit row is gone")
        ask = read_letter(delivery)
        if ask.until and self.caller.clock.now() >= ask.until:
            return await give_up(row, _too_late(row), self.results)
        try:
            peer = self.caller.get_peer(delivery.peer)
        except PeerNotFound as error:
            return await give_up(row, error, self.results)
        if (wait := self.caller.seconds_to_wait(peer.name)) > 0:
            return PutOff(min(wait, self._seconds_left(ask)))
        asked = await self.caller.ask(
            peer,
            row,
            words_for(ask, row.id),
            ask.cause,
            is_kept_up=True,
        )
        if asked.error is None:
            return await self._settle(asked)
        if asked.is_final:
            return await give_up(asked.row, asked.error, self.results)
        return await self._try_again(delivery, ask, asked, asked.error)

    async def _settle(self, asked: Asked) -> Verdict:
        task = asked.outcome.task
        is_over = task is None or not goes_on(task)
        received = await self.results.receive(asked.row, asked.outcome, is_over=is_over)
        writes = (RecordActivity(asked.row), *received.writes)
        if task is None or is_over:
            return Settled(writes)
        return Settled((*writes, AddDelivery(watch_task(asked.row, task.id, self._now()))))

    async def _try_again(
        self, delivery: Delivery, ask: Ask, asked: Asked, error: GatewayError
    ) -> Verdict:
        age, wish = self.caller.age(delivery), wish_of(error, self._now() / 1000)
        if ask.until:
            delay: float | None = dated_delay(age, self._seconds_left(ask), wish, self.random)
        else:
            delay = call_delay(age, wish, self.random)
        if delay is None:
            return await give_up(asked.row, error, self.results)
        delay = max(delay, self.caller.seconds_to_wait(delivery.peer))
        received = await self.results.receive(asked.row, asked.outcome, is_over=False)
        row = replace(asked.row, status=DISPATCHED)
        return PutOff(
            min(delay, self._seconds_left(ask)),
            error.message,
            (RecordActivity(row), *received.writes),
        )

    def _seconds_left(self, ask: Ask) -> float:
        """Until the call is given up: a moment after its time, which is for others to act upon."""
        return max(0, ask.until - self._now()) / 1000 + _GRACE_SECONDS if ask.until else inf

    def _now(self) -> int:
        return self.caller.clock.now()


async def give_up(row: Activity, error: GatewayError, results: Results) -> GivenUp:
    """What the call asked for will not be done, and its audit row says why."""
    lost = replace(row, status="error", error=words_of(error))
    outcome = Outcome(kind_of(error), row.id, row.dialect, row.duration_ms, error=error)
    received = await results.receive(lost, outcome, is_over=True)
    return GivenUp(error.message, (RecordActivity(lost), *received.writes))


def _too_late(row: Activity) -> GatewayError:
    """Why a call was in vain whose time is over: what its last try came to, if there was one."""
    if row.error.startswith(PeerTimeout.reason):
        return PeerTimeout("the time for its answer is over")
    return CallExpired(message_of(row) or "it could not be tried")
