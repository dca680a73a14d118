"""How a decision about a deal is made: once, whoever else decides at the same moment.

A decision is applied to the newest version of its deal and is one unit: the deal, its audit row,
the notice, and what is owed to the peers that are told. Of two that cross, the later one sees what
the earlier one made; the same decision made again is the one that was made.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, Protocol

from msgspec import Struct, field

from gateway.core.clock import Clock
from gateway.core.deal import Deal, Offer
from gateway.core.errors import Unavailable
from gateway.core.json import JsonObject, encode
from gateway.core.notice import Notice, NoticeType
from gateway.deals.letters import NO_ONE, Letters, Told
from gateway.deals.record import decision_id
from gateway.outbox.record import MAX_JSON
from gateway.store.base import TenantStore
from gateway.store.deal import ChangeDeal, StaleDeal
from gateway.store.notice import RaiseNotice
from gateway.store.outbox import Delivery
from gateway.store.records import Activity
from gateway.store.writes import RecordActivity, Unit, Write

_TRIES: Final = 10
_NEEDED: Final = frozenset({"ref", "text", "by"})


class Decided(Struct, frozen=True):
    """``is_new`` is false where the same was decided before. ``offer`` is the one that was taken;
    ``pending`` are the peers that go on being followed up, ``unasked`` those that are not asked any
    more. ``followed`` says how each peer is followed up now, and ``hastened`` are the deliveries
    that are to leave at once.
    """

    deal: Deal
    offer: Offer | None = None
    told: Told = NO_ONE
    pending: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    followed: Mapping[str, str] = field(default_factory=dict)
    hastened: tuple[Delivery, ...] = ()
    is_new: bool = False


class Desk(Struct, frozen=True):
    """What decisions are made with."""

    store: TenantStore
    letters: Letters
    clock: Clock


class Decision(Protocol):
    async def apply(self, deal: Deal, desk: Desk) -> tuple[Decided, Unit]:
        """What becomes of the deal, and what is committed for it, nothing where that is so already.

        Raise a GatewayError where it cannot be decided.
        """


class Decider(Struct, frozen=True):
    """``get_deal`` finds a deal by its reference or id, and raises DealNotFound; ``wake`` is called
    when something was added to the outbox."""

    desk: Desk
    get_deal: Callable[[str], Awaitable[Deal]]
    wake: Callable[[], object]

    async def decide(self, name: str, decision: Decision) -> Decided:
        """Return when the decision is durable; raise what it raises."""
        for _ in range(_TRIES):
            decided, unit = await decision.apply(await self.get_deal(name), self.desk)
            if not unit:
                return decided
            try:
                await self.desk.store.commit(*unit)
            except StaleDeal:
                continue
            self.wake()
            return decided
        raise Unavailable("the deal is changed by many at once")


def write_decision(
    saved: Deal,
    operation: str,
    text: str,
    said: JsonObject,
    at: int,
    told: Told = NO_ONE,
    peer: str = "",
) -> tuple[Write, ...]:
    """The deal as it was decided, and its audit row: ``text`` says in a line what was decided, and
    ``said`` holds who decided it and all else that was said with it. Of what is too long for a row
    the record needs who and what alone."""
    about = {"ref": saved.ref, "text": text, **{name: part for name, part in said.items() if part}}
    if len(encode(about)) > MAX_JSON:
        about = {name: part for name, part in about.items() if name in _NEEDED} | {"cut": True}
    row = Activity(
        id=decision_id(saved),
        at=at,
        peer=peer,
        direction="internal",
        operation=operation,
        status="success",
        input=encode(about).decode(),
        output=encode(told.write()).decode(),
    )
    return ChangeDeal(saved), RecordActivity(row)


def write_notice(
    saved: Deal, kind: NoticeType, clock: Clock, data: JsonObject, peer: str = ""
) -> Write:
    about = {
        "deal": saved.id,
        "ref": saved.ref,
        "subject": saved.request.get("subject", ""),
        **data,
    }
    return RaiseNotice(Notice(clock.new_id(), kind, clock.now(), saved.id, peer, about))
