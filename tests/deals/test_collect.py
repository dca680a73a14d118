"""What comes of a call that asked goes into its deal, once, whichever way it came."""

from typing import Any

import pytest
from msgspec.structs import replace

from gateway.core.clock import ms_from_iso
from gateway.core.deal import DealState, Offer, OfferKind
from gateway.core.errors import PeerUnreachable
from gateway.core.notice import Notice, NoticeType
from gateway.core.task import TaskState
from gateway.deals.collect import Collector
from gateway.outbox import Outcome, Reception
from gateway.store.deal import ChangeDeal, SaveOffer
from gateway.store.notice import RaiseNotice
from tests.deals.conftest import DEAL, Room, call_of
from tests.deals.story import C_REVIEW, DEADLINE, A, asked, at, kept_from, offer, with_data

B = offer("b")
PROMISED = ms_from_iso(C_REVIEW["estimated_response_by"])


async def hear(room: Room, outcome: Outcome, peer: str = "a", **how: Any) -> Reception:
    """What is made of an outcome, committed as the courier does."""
    collector = Collector(room.tenant, room.clock)
    row = call_of(asked(peer))
    reception = await collector.receive(row, outcome, is_over=how.get("is_over", False))
    await room.tenant.commit(*reception.writes)
    return reception


def saved(reception: Reception) -> list[Offer]:
    return [write.offer for write in reception.writes if isinstance(write, SaveOffer)]


def told(reception: Reception) -> list[Notice]:
    return [write.notice for write in reception.writes if isinstance(write, RaiseNotice)]


async def test_an_answer_is_kept_and_told_of(room: Room) -> None:
    await room.open(asked("a"))
    reception = await hear(room, with_data(A))
    (found,), (notice,) = saved(reception), told(reception)
    assert (found.kind, found.at, found.is_late) == (OfferKind.QUOTED, room.now, False)
    assert (notice.type, notice.peer) == (NoticeType.DEAL_ANSWERED, "a")
    assert await room.tenant.deals.find_offer(DEAL.id, "a") == found


async def test_the_same_answer_again_is_nothing_new(room: Room) -> None:
    await room.open(asked("a"))
    await hear(room, with_data(A))
    room.now += 60_000
    assert (await hear(room, with_data(A), is_over=True)).writes == ()


async def test_a_call_that_asked_for_no_offer_is_none_of_ours(room: Room) -> None:
    await room.open(asked("a"))
    assert await hear(room, with_data(A), "stranger") == Reception()


async def test_a_review_is_expected_when_its_peer_said(room: Room) -> None:
    await room.open(asked("a"))
    review = with_data(C_REVIEW, TaskState.WORKING)
    assert (await hear(room, review)).expected_at == PROMISED
    again = await hear(room, review)
    assert (again.writes, again.expected_at) == ((), PROMISED)
    assert (await hear(room, with_data(A))).expected_at == 0


async def test_what_failed_counts_when_nothing_more_will_come(room: Room) -> None:
    await room.open(asked("a"))
    assert (await hear(room, kept_from(PeerUnreachable("no route")))).writes == ()
    (found,) = saved(await hear(room, kept_from(PeerUnreachable("no route")), is_over=True))
    assert found.kind is OfferKind.UNREACHABLE
    assert "no route" in found.reason


@pytest.mark.parametrize(
    ("change", "now", "is_late"),
    [
        ({}, DEADLINE, False),
        ({}, DEADLINE + 1, True),
        ({"state": DealState.AWARDED, "awarded_to": "b", "awarded_at": at(9)}, at(9, 1), True),
        ({"state": DealState.CLOSED, "closed_at": at(9)}, at(9, 1), True),
    ],
    ids=["in time", "after the deadline", "after the award", "after the close"],
)
async def test_what_comes_too_late_is_kept_as_late(
    room: Room, change: dict[str, Any], now: int, is_late: bool
) -> None:
    await room.open(asked("a"), B)
    if change:
        await room.tenant.commit(ChangeDeal(replace(DEAL, version=2, **change)))
    room.now = now
    (found,) = saved(await hear(room, with_data(A)))
    assert (found.kind, found.is_late) == (OfferKind.QUOTED, is_late)


async def test_a_late_offer_that_is_better_is_told_of_as_such(room: Room) -> None:
    await room.open(asked("a"), offer("b", total_price_sek=17_000))
    won = {"state": DealState.AWARDED, "awarded_to": "b", "awarded_at": at(9)}
    await room.tenant.commit(ChangeDeal(replace(DEAL, version=2, **won)))
    room.now = at(14)
    _, better = told(await hear(room, with_data(A)))
    assert (better.type, better.peer) == (NoticeType.DEAL_IMPROVED, "a")
    assert better.data["improvement"] == "200 SEK cheaper; already awarded to b"
    assert better.data["awarded_to"] == "b"
