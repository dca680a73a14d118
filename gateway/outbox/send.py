"""Calls to peers, in what callers of the outbox want: an outcome, events, a result."""

from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from random import random as system_random
from typing import Any, Final

from gateway.core.call import CancelTask, GetTask
from gateway.core.chain import Cause
from gateway.core.clock import Clock
from gateway.core.errors import PeerInactive, PeerNotFound
from gateway.core.json import Json, JsonObject
from gateway.core.peer import Peer, PeerStatus
from gateway.observe.log import Log
from gateway.outbox.ask import Ask, check_ask, words_for
from gateway.outbox.caller import Caller
from gateway.outbox.deliver import Carry
from gateway.outbox.durable import Durability, DurableCalls, Letter
from gateway.outbox.exchange import Exchange
from gateway.outbox.following import Following
from gateway.outbox.guide import Guide
from gateway.outbox.health import Health
from gateway.outbox.letter import CALL, TASK
from gateway.outbox.loops import Loops
from gateway.outbox.news.afterwards import Afterwards
from gateway.outbox.news.bells import Bells
from gateway.outbox.news.subscriber import Subscriber
from gateway.outbox.news.told import Told
from gateway.outbox.outcome import Outcome
from gateway.outbox.pins import Pins
from gateway.outbox.result import take_result
from gateway.outbox.results import NoResults, Results
from gateway.outbox.trip import Trip
from gateway.outbox.unwatched import Unwatched
from gateway.outbox.watch import TaskWatch
from gateway.outbox.ways import Ways
from gateway.store.base import TenantStore

_SEND: Final = "SendMessage"
_STREAM: Final = "SendStreamingMessage"
_CANCEL_SECONDS: Final = 10


class Outbox:
    """``find_peer`` gives a row by its name; ``seconds`` is the deadline of a call to a peer whose
    row says none, as the config says now.

    A peer that failed a moment ago is not called but by whoever ``insists``. A task that goes on
    when the time is up is looked after where the call ``is_kept_up``; ``news_address`` is where
    peers may tell us of it, "" while nothing listens. ``results`` is told what comes of durable
    calls.
    """

    def __init__(
        self,
        store: TenantStore,
        exchange: Exchange,
        find_peer: Callable[[str], Peer | None],
        health: Health,
        pins: Pins,
        clock: Clock,
        log: Log,
        *,
        seconds: Callable[[], float],
        random: Callable[[], float] = system_random,
        loops: Loops | None = None,
        durability: Durability | None = None,
        news_address: Callable[[], str] = str,
        results: Results | None = None,
    ) -> None:
        ways = Ways(store, exchange, pins, clock)
        durability, bells, results = durability or Durability(), Bells(), results or NoResults()
        self._unwatched = Unwatched()
        subscriber = Subscriber(store, exchange, self._unwatched, clock, log, news_address)
        after = Afterwards(subscriber, bells, durability.wake)
        self._guide = Guide(store, exchange, ways, health, clock, random, loops, after)
        self.told = Told(store, exchange, self._guide, find_peer, bells, clock, results)
        most_seconds = durability.most_seconds
        caller = Caller(self._guide, health, find_peer, clock, self.seconds_of, most_seconds)
        self._durable = DurableCalls(store, caller, durability, random, results)
        self._watch = TaskWatch(store, caller, random, results)
        self._find_peer = find_peer
        self._clock = clock
        self._log = log
        self._seconds = seconds

    @property
    def carriers(self) -> Mapping[str, Carry]:
        """What carries our deliveries, by their kinds."""
        return {CALL: self._durable.carry, TASK: self._watch.carry}

    def get_peer(self, name: str) -> Peer:
        """The active peer of that name; raise PeerNotFound, or PeerInactive for another."""
        peer = self._find_peer(name)
        if peer is None:
            raise PeerNotFound(f"no row is named {name!r}")
        if peer.status is not PeerStatus.ACTIVE:
            raise PeerInactive(f"{name} is {peer.status} in its row")
        return peer

    async def ask(
        self, peer: Peer, ask: Ask, *, seconds: float, wait: bool = True, insists: bool = False
    ) -> Outcome:
        """Ask in the words that this peer understands; raise InvalidParams for what has none."""
        trip = await self._begin(peer, ask, seconds, wait=wait, insists=insists, is_kept_up=True)
        return await self._guide.carry(trip)

    def stream(
        self,
        peer: Peer,
        ask: Ask,
        *,
        seconds: float,
        insists: bool = False,
        is_kept_up: bool = False,
    ) -> Following:
        """Ask, and follow what the peer does; raise InvalidParams for what cannot be said.

        A peer that does not stream is looked at now and then: its events are the task whenever it
        has changed.
        """
        check_ask(ask)
        begin = partial(
            self._begin,
            peer,
            ask,
            seconds,
            operation=_STREAM,
            insists=insists,
            is_kept_up=is_kept_up,
        )
        return Following(begin, self._guide)

    def follow(self, peer: Peer, task_id: str, *, seconds: float) -> Following:
        """Follow a task at a peer that was begun before."""
        call = GetTask(task_id)
        begin = partial(self._begin_about, peer, call, seconds, follows=True)
        return Following(begin, self._guide)

    def seconds_of(self, peer: Peer) -> float:
        """How long a call to the peer may take: as its row says, else as the config does."""
        return peer.timeout or self._seconds()

    async def get(self, peer: Peer, task_id: str, *, seconds: float) -> Outcome:
        """The task as it is now: one that was at work when its answer came."""
        return await self._ask_about(peer, GetTask(task_id), seconds)

    async def cancel(self, peer: Peer, task_id: str, *, seconds: float) -> Outcome:
        """Have the peer end its task; the outcome says whether it did."""
        return await self._ask_about(peer, CancelTask(task_id), seconds)

    def cancel_soon(self, peer: Peer, task_id: str) -> None:
        """The same, without waiting for it."""
        self.leave(self.cancel(peer, task_id, seconds=_CANCEL_SECONDS))

    async def queue(self, peer: Peer, ask: Ask) -> str:
        """Ask when the peer can be reached, however long that takes; return the id of the audit
        row, which tells what came of it. Raise InvalidParams, or RateLimited when too much waits.
        """
        check_ask(ask)
        return await self._durable.add(peer, ask)

    def letter(self, peer: Peer, ask: Ask, *, lane: str = "") -> Letter:
        """The same as what has to be committed for it; raise InvalidParams.

        Calls of one lane leave in their order, each when the one before it was answered; ``lane``
        "" is the one that the peer's calls share. Whoever has committed it wakes the courier.
        """
        check_ask(ask)
        return self._durable.letter(peer, ask, lane)

    async def call_skill(
        self, peer_name: str, skill: str, arguments: JsonObject, cause: Cause | None = None
    ) -> Json:
        """The result of a peer's skill; raise a GatewayError when there is none.

        Its words may reach the peer for whom our skill runs, so they hold nothing of what this
        peer said; that is in the audit row, and in the error's cause. A task that nobody waits for
        any more, because ours was canceled or time was up, is canceled at the peer.
        """
        try:
            peer = self.get_peer(peer_name)
        except PeerNotFound as error:
            self._log.warning("call_peer_refused", skill=skill, problem=error.detail)
            raise PeerNotFound from error
        trip = await self._begin(peer, Ask(skill, arguments, cause=cause), self.seconds_of(peer))
        try:
            outcome = await self._guide.carry(trip)
        finally:
            if trip.heard.is_at_work:
                self.cancel_soon(peer, trip.heard.task_id)
        return take_result(outcome)

    def leave(self, work: Coroutine[Any, Any, object]) -> None:
        """Have it done without waiting for it."""
        self._unwatched.leave(work)

    async def close(self, seconds: float) -> None:
        """Let what nobody waits for end within that time."""
        await self._unwatched.close(seconds)

    async def _begin(
        self,
        peer: Peer,
        ask: Ask,
        seconds: float,
        *,
        wait: bool = True,
        insists: bool = False,
        is_kept_up: bool = False,
        operation: str = _SEND,
    ) -> Trip:
        check_ask(ask)
        return await self._guide.begin(
            peer,
            words_for(ask, self._clock.new_id(), wait=wait),
            ask.said,
            operation=operation,
            seconds=seconds,
            follows=wait,
            insists=insists,
            skill=ask.skill,
            cause=ask.cause,
            is_kept_up=is_kept_up,
        )

    async def _ask_about(self, peer: Peer, call: GetTask | CancelTask, seconds: float) -> Outcome:
        return await self._guide.carry(await self._begin_about(peer, call, seconds))

    async def _begin_about(
        self, peer: Peer, call: GetTask | CancelTask, seconds: float, *, follows: bool = False
    ) -> Trip:
        return await self._guide.begin(
            peer,
            lambda *_: call,
            None,
            operation=type(call).__name__,
            seconds=seconds,
            follows=follows,
            task_id=call.task_id,
            insists=True,
        )
