"""A deal settles when all have answered or the time is over, whatever was stopped in between."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from msgspec.structs import replace

from gateway.core.deal import DealState, Offer, OfferKind
from gateway.core.notice import Notice, NoticeType
from gateway.deals.settle import Settler
from gateway.observe.log import get_log
from gateway.store.deal import ChangeDeal, SaveOffer
from gateway.store.notice import NoticeQuery, RaiseNotice
from gateway.store.outbox import AddDelivery, Claiming, Delivery
from gateway.store.writes import RecordActivity
from tests.deals.conftest import DEAL, Room, call_of
from tests.deals.story import DEADLINE, asked, at, offer
from tests.until import until_found

A, B = offer("a"), asked("b")
PENDING = replace(asked("c"), kind=OfferKind.PENDING_REVIEW)


def settler(room: Room) -> Settler:
    return Settler(room.tenant, room.clock, get_log("test"))


async def call(room: Room, one: Offer, **row: Any) -> None:
    await room.tenant.commit(RecordActivity(replace(call_of(one), **row)))


async def newest(room: Room, peer: str) -> Offer:
    found = await room.tenant.deals.find_offer(DEAL.id, peer)
    assert found is not None
    return found


async def test_it_settles_when_all_have_answered(room: Room) -> None:
    await room.open(A, PENDING)
    await settler(room).settle()
    settled = await room.deal()
    assert (settled.settled_at, settled.state) == (room.now, DealState.OPEN)
    (notice,) = await room.tenant.notices.list_page(NoticeQuery((NoticeType.DEAL_SETTLED,)))
    assert notice.data["kinds"] == {"quoted": 1, "pending_review": 1}
    assert notice.data["best"] == "a"
    assert "award a" in notice.data["recommendation"]


async def test_it_waits_for_those_who_have_not(room: Room) -> None:
    await room.open(A, B)
    seconds = await settler(room).settle()
    assert (await room.deal()).settled_at == 0
    assert seconds == 15
    room.now = DEADLINE - 2000
    assert await settler(room).settle() == 2


@pytest.mark.parametrize(
    ("row", "kind", "reason"),
    [
        ({"status": "dispatched"}, "unreachable", "it could not be asked before the deadline"),
        ({"status": "pending"}, "timed_out", ""),
        ({"status": "dispatched", "error": "PEER_TIMEOUT: no answer"}, "timed_out", ""),
        ({"status": "dispatched", "error": "PEER_UNREACHABLE: no"}, "unreachable", "no"),
    ],
    ids=["never tried", "at work", "hung", "refused"],
)
async def test_silence_is_told_apart_at_the_deadline(
    room: Room, row: dict[str, str], kind: str, reason: str
) -> None:
    await room.open(A, B)
    await call(room, B, **row)
    room.now = DEADLINE
    await settler(room).settle()
    silent = await newest(room, "b")
    assert (silent.kind, silent.at, silent.is_late) == (kind, DEADLINE, False)
    assert reason in silent.reason
    assert (await room.deal()).settled_at == DEADLINE


async def test_a_call_that_hangs_was_heard(room: Room) -> None:
    await room.open(A, B)
    await call(room, B, status="dispatched")
    letter = Delivery(B.activity_id, "call", "lane", "b", "", "", "{}", "application/json", 1)
    await room.tenant.commit(AddDelivery(letter))
    room.now = DEADLINE
    await room.tenant.outbox.claim(Claiming(room.now, room.now + 60_000, 9, 9))
    await settler(room).settle()
    assert (await newest(room, "b")).kind is OfferKind.TIMED_OUT


async def test_an_answer_that_crosses_the_deadline_counts(room: Room) -> None:
    await room.open(B)
    room.now = DEADLINE
    await settler(room).settle()
    late = replace(offer("b"), at=DEADLINE + 1, is_late=True)
    await room.tenant.commit(SaveOffer(late))
    await room.tenant.commit(SaveOffer(replace(B, kind=OfferKind.TIMED_OUT)))
    assert await newest(room, "b") == late


async def test_it_settles_once(room: Room) -> None:
    await room.open(A)
    await settler(room).settle()
    room.now += 1000
    await settler(room).settle()
    settled = await room.deal()
    assert (settled.settled_at, settled.version) == (at(9), 2)


async def test_one_that_was_decided_before_settles_without_a_word(room: Room) -> None:
    awarded = replace(DEAL, state=DealState.AWARDED, awarded_to="a", awarded_at=at(9), version=2)
    await room.open(A, B)
    await room.tenant.commit(ChangeDeal(awarded))
    room.now = DEADLINE
    await settler(room).settle()
    settled = await room.deal()
    assert (settled.settled_at, settled.awarded_to) == (DEADLINE, "a")
    assert (await newest(room, "b")).kind is OfferKind.UNREACHABLE
    assert await room.tenant.notices.list_page(NoticeQuery((NoticeType.DEAL_SETTLED,))) == []


async def test_it_runs_for_answers_and_for_what_became_due(room: Room) -> None:
    await room.open(A, B)
    running = asyncio.create_task(settler(room).run())
    try:
        await asyncio.sleep(0)
        answered = replace(offer("b"), at=room.now)
        told = Notice("n-1", NoticeType.DEAL_ANSWERED, room.now, DEAL.id, "b")
        await room.tenant.commit(SaveOffer(answered), RaiseNotice(told))

        async def is_settled() -> int:
            return (await room.deal()).settled_at

        await until_found(is_settled)
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
