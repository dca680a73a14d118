"""Call a peer now, while someone waits: the way is found, tried, remembered, and recorded.

The first call to a peer is its own probe: a way that the peer does not understand has done nothing
there, so the next one is tried with the same message id, and the one that is understood is kept.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import random as system_random
from typing import NamedTuple

from gateway.core.call import GetTask, Reply, SendMessage, TaskReply
from gateway.core.choose import find_choice
from gateway.core.clock import Clock
from gateway.core.document import write_message
from gateway.core.errors import (
    GatewayError,
    PeerError,
    PeerInactive,
    PeerNotFound,
    PeerTimeout,
    Unavailable,
)
from gateway.core.json import Json, JsonObject
from gateway.core.peer import Peer, PeerStatus
from gateway.observe.log import Log
from gateway.outbox.ask import Ask, build_call, check_ask
from gateway.outbox.exchange import Exchange
from gateway.outbox.follow import follow
from gateway.outbox.outcome import Kind, Outcome, kind_of
from gateway.outbox.record import bounded, ended
from gateway.outbox.result import take_result
from gateway.outbox.route import AUTO, Route, is_not_understood, reads_skill_text
from gateway.outbox.ways import Ways
from gateway.store.base import Activity, RecordActivity, TenantStore


class _Answer(NamedTuple):
    route: Route
    reply: Reply


@dataclass(slots=True)
class _Trip:
    """How far a call has come: the language in which it was last said."""

    dialect: str = ""


# What is said, in the words for one way; the flag is whether the peer reads skill text.
_Say = Callable[[Route, bool], SendMessage]


class Outbox:
    """``find_peer`` gives a row by its name; ``seconds`` is the deadline of a skill's call."""

    def __init__(
        self,
        store: TenantStore,
        exchange: Exchange,
        find_peer: Callable[[str], Peer | None],
        clock: Clock,
        log: Log,
        *,
        seconds: float,
        random: Callable[[], float] = system_random,
    ) -> None:
        self._store = store
        self._exchange = exchange
        self._ways = Ways(store, exchange, clock)
        self._find_peer = find_peer
        self._clock = clock
        self._log = log
        self._seconds = seconds
        self._random = random
        self._dispatched: set[asyncio.Task[Outcome]] = set()

    def get_peer(self, name: str) -> Peer:
        """The active peer of that name; raise PeerNotFound, or PeerInactive for another."""
        peer = self._find_peer(name)
        if peer is None:
            raise PeerNotFound(f"no row is named {name!r}")
        if peer.status is not PeerStatus.ACTIVE:
            raise PeerInactive(f"{name} is {peer.status} in its row")
        return peer

    async def send(
        self, peer: Peer, call: SendMessage, *, seconds: float, wait: bool = True
    ) -> Outcome:
        """Say exactly this. With ``wait`` a task is followed until it is settled or time is up."""
        call = replace(call, return_immediately=call.return_immediately or not wait)
        activity = await self._begin(
            peer, "pending", find_choice(call.message).skill, write_message(call.message)
        )
        return await self._carry(activity, peer, lambda *_: call, seconds, wait=wait)

    async def ask(self, peer: Peer, ask: Ask, *, seconds: float, wait: bool = True) -> Outcome:
        """Ask in the words that this peer understands; raise InvalidParams for what has none."""
        activity = await self._begin_ask(peer, ask, "pending")
        return await self._carry(activity, peer, self._words(ask, wait=wait), seconds, wait=wait)

    async def dispatch(self, peer: Peer, ask: Ask, *, seconds: float) -> str:
        """Ask without waiting; return the id of the audit row, which tells what came of it."""
        activity = await self._begin_ask(peer, ask, "dispatched")
        carrying = asyncio.create_task(
            self._carry(activity, peer, self._words(ask, wait=True), seconds, wait=True)
        )
        self._dispatched.add(carrying)
        carrying.add_done_callback(self._dispatched.discard)
        return activity.id

    async def call_skill(self, peer_name: str, skill: str, arguments: JsonObject) -> Json:
        """The result of a peer's skill; raise a GatewayError when there is none.

        Its words may reach the peer for whom our skill runs, so they hold nothing of what this
        peer said; that is in the audit row, and in the error's cause.
        """
        try:
            peer = self.get_peer(peer_name)
        except PeerNotFound as error:
            self._log.warning("call_peer_refused", skill=skill, problem=error.detail)
            raise PeerNotFound from error
        outcome = await self.ask(peer, Ask(skill, arguments), seconds=self._seconds)
        return take_result(outcome)

    async def close(self, seconds: float) -> None:
        """Let what was dispatched end within that time."""
        if self._dispatched:
            await asyncio.wait(self._dispatched, timeout=seconds)
        for carrying in self._dispatched:
            carrying.cancel()
        await asyncio.gather(*self._dispatched, return_exceptions=True)

    def _words(self, ask: Ask, *, wait: bool) -> _Say:
        made = self._clock.new_id()

        def say(route: Route, reads_skills: bool) -> SendMessage:
            call = build_call(ask, route.dialect, reads_skills, made)
            return replace(call, return_immediately=not wait)

        return say

    async def _begin_ask(self, peer: Peer, ask: Ask, status: str) -> Activity:
        check_ask(ask)
        said = {"skill": ask.skill, "arguments": dict(ask.arguments), "text": ask.text}
        return await self._begin(peer, status, ask.skill, said)

    async def _begin(self, peer: Peer, status: str, skill: str, said: Json) -> Activity:
        activity = Activity(
            id=self._clock.new_id(),
            at=self._clock.now(),
            peer=peer.name,
            direction="outbound",
            operation="SendMessage",
            status=status,
            skill=skill[:64],
            input=bounded(said),
        )
        await self._store.commit(RecordActivity(activity))
        return activity

    async def _carry(
        self, activity: Activity, peer: Peer, say: _Say, seconds: float, *, wait: bool
    ) -> Outcome:
        outcome = Outcome(Kind.FAILED, activity.id, error=GatewayError())
        trip = _Trip()
        try:
            reply = await self._answer(peer, say, trip, seconds, wait=wait)
            outcome = Outcome(Kind.ANSWERED, activity.id, reply=reply)
        except GatewayError as error:
            outcome = Outcome(kind_of(error), activity.id, error=error)
        except asyncio.CancelledError:
            outcome = replace(outcome, error=Unavailable("the call was given up"))
            raise
        finally:
            # Whatever happens, a call that left has a row that says how it ended.
            spent = max(0, self._clock.now() - activity.at)
            outcome = replace(outcome, dialect=trip.dialect, duration_ms=spent)
            await self._store.commit(RecordActivity(ended(activity, outcome)))
        return outcome

    async def _answer(
        self, peer: Peer, say: _Say, trip: _Trip, seconds: float, *, wait: bool
    ) -> Reply:
        deadline = asyncio.get_running_loop().time() + seconds
        try:
            async with asyncio.timeout_at(deadline):
                answer = await self._try_ways(peer, say, trip, seconds)
        except TimeoutError:
            raise PeerTimeout from None
        if not wait or not isinstance(answer.reply, TaskReply):
            return answer.reply

        async def look(call: GetTask) -> Reply:
            return await self._exchange.ask(peer, answer.route, call, seconds=seconds)

        return await follow(answer.reply, look, deadline, self._random)

    async def _try_ways(self, peer: Peer, say: _Say, trip: _Trip, seconds: float) -> _Answer:
        refusal: GatewayError | None = None
        async for route, discovery in self._ways.of(peer):
            trip.dialect = route.dialect.name
            try:
                call = say(route, reads_skill_text(discovery.card))
                reply = await self._exchange.ask(peer, route, call, seconds=seconds)
            except GatewayError as error:
                if not is_not_understood(error, route):
                    raise
                refusal = error
                continue
            await self._ways.remember(peer, route, discovery)
            return _Answer(route, reply)
        if refusal is not None and peer.dialect != AUTO:
            raise refusal
        raise PeerError("it speaks no language that is known here, or not at this url")
