"""A call carried to a peer: along the ways that there are, and recorded however it ends.

The first call to a peer is its own probe: a way that the peer does not understand has done nothing
there, so the next one is tried with the same message id, and the one that is understood is kept.
"""

import asyncio
from collections.abc import Callable
from contextlib import aclosing

from gateway.core.chain import Cause
from gateway.core.clock import Clock
from gateway.core.errors import GatewayError, PeerError, Unavailable
from gateway.core.json import Json
from gateway.core.peer import Peer
from gateway.outbox.ask import to_model
from gateway.outbox.exchange import Exchange
from gateway.outbox.health import Health
from gateway.outbox.heard import goes_on
from gateway.outbox.line import Events, Line
from gateway.outbox.loops import LoopBounds, Loops
from gateway.outbox.news.afterwards import Afterwards
from gateway.outbox.notice import note_error
from gateway.outbox.outcome import Kind, Outcome, kind_of
from gateway.outbox.record import ended, write_said
from gateway.outbox.route import AUTO, Route, is_not_understood
from gateway.outbox.streams import Streams
from gateway.outbox.structure import hold_to_structure
from gateway.outbox.talk import Talk
from gateway.outbox.trip import Say, Trip
from gateway.outbox.ways import Ways
from gateway.store.base import TenantStore
from gateway.store.discovery import Discovery
from gateway.store.records import Activity
from gateway.store.writes import RecordActivity


class Guide:
    def __init__(
        self,
        store: TenantStore,
        exchange: Exchange,
        ways: Ways,
        health: Health,
        clock: Clock,
        random: Callable[[], float],
        loops: Loops | None = None,
        after: Afterwards | None = None,
    ) -> None:
        self._store = store
        self._exchange = exchange
        self._ways = ways
        self._health = health
        self._clock = clock
        self._random = random
        self._loops = loops or Loops(LoopBounds(), clock.now)
        self._after = after or Afterwards()
        self._streams = Streams()

    async def begin(
        self,
        peer: Peer,
        say: Say,
        said: Json,
        *,
        operation: str,
        seconds: float,
        follows: bool = False,
        insists: bool = False,
        skill: str = "",
        task_id: str = "",
        cause: Cause | None = None,
        is_kept_up: bool = False,
    ) -> Trip:
        """A call that may leave: its audit row is durable, with what was ``said`` in it."""
        row = self.open_row(
            peer, said, operation=operation, status="pending", skill=skill, task_id=task_id
        )
        await self._store.commit(RecordActivity(row))
        return Trip(peer, row, say, seconds, follows, insists, cause, is_kept_up=is_kept_up)

    def open_row(
        self,
        peer: Peer,
        said: Json,
        *,
        operation: str,
        status: str,
        skill: str,
        task_id: str = "",
    ) -> Activity:
        """The audit row of a call that begins now, to be kept before the call leaves."""
        return Activity(
            id=self._clock.new_id(),
            at=self._clock.now(),
            peer=peer.name,
            direction="outbound",
            operation=operation,
            status=status,
            skill=skill[:64],
            task_id=task_id,
            input=write_said(said),
        )

    async def carry(self, trip: Trip) -> Outcome:
        """What came of it, as the audit row has it too."""
        try:
            async with aclosing(self.events(trip)) as events:
                async for _ in events:
                    pass
        except GatewayError:
            # It is in the outcome.
            pass
        assert trip.outcome is not None
        return trip.outcome

    async def events(self, trip: Trip) -> Events:
        """What the peer says, when it says it; raise what comes of the call instead.

        Whatever happens, a call that left has a row that says how it ended.
        """
        error: GatewayError | None = Unavailable("the call was given up")
        try:
            async with (
                self._loops.passing(trip.cause, trip.peer.name),
                aclosing(self._try_ways(trip)) as events,
            ):
                async for event in events:
                    yield event
            error = None
        except GeneratorExit:
            # Who listened has heard enough.
            error = None
            raise
        except GatewayError as refusal:
            error = refusal
            raise
        finally:
            now, is_heard = self._clock.now(), not trip.heard.is_empty
            if error is not None:
                note_error(self._health, trip.peer.name, error, is_heard=is_heard, now=now)
            spent = max(0, now - trip.activity.at)
            trip.outcome = _outcome(trip, error, spent)
            if trip.is_recorded:
                await self._record(trip, trip.outcome, now)

    async def _record(self, trip: Trip, outcome: Outcome, now: int) -> None:
        """The row with the outcome; with it whatever looks after a task that goes on."""
        row = ended(trip.activity, outcome, trip.heard.task_id)
        owed = self._after.owed(row, outcome, now) if trip.is_kept_up else []
        await self._store.commit(RecordActivity(row), *owed)
        if owed:
            self._after.wake()

    async def _try_ways(self, trip: Trip) -> Events:
        peer = trip.peer
        if not trip.insists:
            self._health.check_available(peer.name)
        deadline = asyncio.get_running_loop().time() + trip.seconds
        refusal: GatewayError | None = None
        async with aclosing(self._ways.of(peer, deadline)) as ways:
            async for route, discovery in ways:
                trip.dialect = route.dialect.name
                line = Line(self._exchange, peer, route, deadline, self._after.bells)
                try:
                    async with aclosing(self._talk(trip, line, discovery)) as events:
                        async for event in events:
                            yield event
                except GatewayError as error:
                    # What is asked about a task is answered where it was begun, or nowhere.
                    is_final = trip.activity.task_id != "" and route.is_sure
                    if is_final or not trip.heard.is_empty or not is_not_understood(error, route):
                        raise
                    refusal = error
                else:
                    return
        if refusal is not None and peer.dialect != AUTO:
            raise refusal
        raise PeerError("it speaks no language that is known here, or not at this url")

    async def _talk(self, trip: Trip, line: Line, discovery: Discovery) -> Events:
        """The events on one way, which is kept once the peer has answered there."""
        peer, route, card = line.peer, line.route, discovery.card
        call = to_model(trip.say(route, card), peer, route.dialect)
        may_listen = trip.follows and self._streams.may_come(peer, route, card)
        talk = Talk(line, call, trip.heard, self._random, may_listen=may_listen)
        is_kept = False
        began_at = self._clock.now()
        try:
            async with aclosing(talk.follow() if trip.follows else talk.ask()) as events:
                async for event in events:
                    if not is_kept:
                        self._health.note_answer(peer.name, max(0, self._clock.now() - began_at))
                        await self._ways.remember(peer, route, discovery)
                        is_kept = True
                    if trip.heard.is_at_work and not may_listen:
                        self._ask_for_news(trip, route, card)
                    yield event
        finally:
            if (task := trip.heard.task) is not None and goes_on(task):
                self._ask_for_news(trip, route, card)
            if talk.is_mute:
                self._streams.note_mute(peer, route)

    def _ask_for_news(self, trip: Trip, route: Route, card: str) -> None:
        """Have the peer tell of a task that goes on, once."""
        if trip.is_kept_up and not trip.asked_for_news:
            trip.asked_for_news = self._after.ask_for_news(
                trip.peer, route, card, trip.heard.task_id, trip.activity
            )


def _outcome(trip: Trip, error: GatewayError | None, spent: int) -> Outcome:
    reply = trip.heard.reply if error is None else None
    if reply is None and error is None:
        error = Unavailable("the call was given up")
    kind = Kind.ANSWERED if error is None else kind_of(error)
    outcome = Outcome(kind, trip.activity.id, trip.dialect, spent, reply, error)
    return hold_to_structure(outcome, trip.activity)
