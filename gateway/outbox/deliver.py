"""Everything in the outbox is sent, by one loop: what is due is claimed, tried, and settled.

Each delivery is tried in a task of its own, so many at once and so many of one peer, so that a
receiver that hangs holds up its own lane alone. The table is the truth: a try whose outcome could
not be written is made again when its lease runs out.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Collection, Mapping
from random import random as system_random
from typing import Final, TypeAlias
from uuid import uuid4

from msgspec import Struct

from gateway.core.clock import Clock
from gateway.core.errors import GatewayError, StoreError
from gateway.observe.log import Log
from gateway.outbox.retry import next_delay
from gateway.outbox.verdict import Failed, GivenUp, PutOff, Settled, Stopped, Verdict
from gateway.store.base import TenantStore
from gateway.store.outbox import (
    BuryDelivery,
    Claiming,
    Delivery,
    PostponeDelivery,
    RemoveDelivery,
    StopLane,
)
from gateway.store.writes import Write

LOOK_SECONDS: Final = 15.0
"""So often the outbox is looked at without a reason: for clocks that were set, peers that were
resumed, and leases of other processes."""

_HASTE_MS: Final = 5_000

Carry: TypeAlias = Callable[[Delivery], Awaitable[Verdict]]


class Bounds(Struct, frozen=True):
    """``lease_ms`` must be longer than any try takes."""

    in_all: int
    per_peer: int
    lease_ms: int


def by_kind(carriers: Mapping[str, Carry]) -> Carry:
    """Each delivery by what carries its kind; one of a kind that nobody knows is given up."""

    async def carry(delivery: Delivery) -> Verdict:
        carrier = carriers.get(delivery.kind)
        if carrier is None:
            return GivenUp(f"nothing here carries the kind {delivery.kind}")
        return await carrier(delivery)

    return carry


class Courier:
    """``carry`` makes one try; ``held`` names the peers for whom nothing leaves at present."""

    def __init__(
        self,
        store: TenantStore,
        carry: Carry,
        held: Callable[[], Collection[str]],
        clock: Clock,
        log: Log,
        bounds: Bounds,
        random: Callable[[], float] = system_random,
    ) -> None:
        self._store = store
        self._carry = carry
        self._held = held
        self._clock = clock
        self._log = log
        self._bounds = bounds
        self._random = random
        self._news = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self._looked_at = sys.maxsize
        self._back: set[tuple[str, str]] = set()
        self._hastened_at: dict[tuple[str, str], int] = {}

    def hasten(self, peer: str, kind: str) -> None:
        """Try soon what the peer is owed of a kind: it is back."""
        self._back.add((peer, kind))
        self.wake()

    def wake(self) -> None:
        """Look at the outbox now: something was added, or may leave."""
        self._news.set()

    async def run(self) -> None:
        """Send what is due, until it is cancelled or breaks; it may be begun again then."""
        is_look = True
        while True:
            self._news.clear()
            try:
                seconds = await self._send_due(is_look=is_look)
            except StoreError as error:
                self._log.warning("outbox_unread", problem=error.message)
                seconds = LOOK_SECONDS
            try:
                async with asyncio.timeout(seconds):
                    await self._news.wait()
                is_look = False
            except TimeoutError:
                is_look = True

    async def close(self, seconds: float) -> None:
        """Let the tries under way end within that time."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=seconds)
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _send_due(self, *, is_look: bool) -> float:
        """Begin with all that may leave now; return after how many seconds to look again.

        Only a look claims what others had in hand too long: a claim is a write, and a try that ends
        is no reason for one.
        """
        now, held, bounds = self._clock.now(), self._held(), self._bounds
        if now < self._looked_at:  # the clock was set back, or this is the start
            await self._store.outbox.pull_in(now)
        self._looked_at = now
        await self._hasten(now)
        room = bounds.in_all - len(self._under_way)
        if room and (is_look or await self._is_due(now, held)):
            claiming = Claiming(now, now + bounds.lease_ms, room, bounds.per_peer, held)
            for delivery in await self._store.outbox.claim(claiming):
                self._start(delivery)
        # What is due and was not claimed has no room: a try that ends wakes us.
        next_at = await self._store.outbox.find_next(now, held)
        if next_at is None:
            return LOOK_SECONDS
        return min(LOOK_SECONDS, max(0, next_at - self._clock.now()) / 1000)

    async def _is_due(self, now: int, held: Collection[str]) -> bool:
        first_at = await self._store.outbox.find_next(-1, held)
        return first_at is not None and first_at <= now

    async def _hasten(self, now: int) -> None:
        back, self._back = self._back, set()
        for peer, kind in back:
            # One that comes and goes must not be tried each time.
            last = self._hastened_at.get((peer, kind), 0)
            at = max(now, last + _HASTE_MS) if last <= now + _HASTE_MS else now
            self._hastened_at[peer, kind] = at
            await self._store.outbox.hasten(peer, kind, at)

    def _start(self, delivery: Delivery) -> None:
        task = asyncio.create_task(self._deliver(delivery))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        task.add_done_callback(lambda _: self.wake())

    async def _deliver(self, delivery: Delivery) -> None:
        try:
            verdict = await self._carry(delivery)
        except Exception as error:
            error_id = uuid4().hex
            self._log.error("delivery_broke", id=delivery.id, error_id=error_id, exc_info=error)
            verdict = Failed(f"internal error {error_id}")
        try:
            await self._store.commit(*self._settle(delivery, verdict))
        except GatewayError as error:
            self._log.warning("delivery_unsettled", id=delivery.id, problem=error.message)

    def _settle(self, delivery: Delivery, verdict: Verdict) -> list[Write]:
        now = self._clock.now()
        match verdict:
            case Settled(writes):
                return [*writes, RemoveDelivery(delivery, now)]
            case Stopped(error, writes):
                self._log.warning("lane_stopped", peer=delivery.peer, id=delivery.id, error=error)
                return [*writes, StopLane(delivery.lane, error)]
            case GivenUp(error, writes):
                return [*writes, self._give_up(delivery, now, delivery.tries + 1, error)]
            case PutOff(seconds, error, writes):
                tries = delivery.tries + (error != "")
                return [*writes, self._put_off(delivery, now, tries, error, seconds)]
            case Failed(error, retry_after):
                tries = delivery.tries + 1
                age = (now - delivery.created_at) / 1000
                delay = next_delay(tries, age, retry_after, self._random)
                if delay is None:
                    return [self._give_up(delivery, now, tries, error)]
                return [self._put_off(delivery, now, tries, error, delay)]

    def _put_off(
        self, delivery: Delivery, now: int, tries: int, error: str, seconds: float
    ) -> Write:
        if error:
            about = {"peer": delivery.peer, "id": delivery.id, "tries": tries, "error": error}
            self._log.info("delivery_failed", again_in=round(seconds), **about)
        at = now + max(0, round(seconds * 1000))
        return PostponeDelivery(delivery, at, tries, error or delivery.error)

    def _give_up(self, delivery: Delivery, now: int, tries: int, error: str) -> Write:
        about = {"peer": delivery.peer, "id": delivery.id, "tries": tries, "error": error}
        self._log.warning("delivery_given_up", **about)
        return BuryDelivery(delivery, now, tries, error)
