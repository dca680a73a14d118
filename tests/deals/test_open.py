"""A deal is opened whole, once for each reference, or not at all."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateway.core.deal import OfferKind
from gateway.core.errors import InvalidParams
from gateway.core.json import decode
from gateway.core.notice import NoticeType
from gateway.core.peer import Peer
from gateway.deals.deals import Deals
from gateway.deals.open import Opener
from gateway.deals.refusals import DealConflict, DealNotFound
from gateway.deals.request import DealRequest
from gateway.store.deal import DealQuery
from gateway.store.outbox import Delivery, DeliveryQuery
from tests.deals.conftest import Room
from tests.deals.story import request_with

ROWS = [Peer(name, f"https://{name}.example") for name in "abc"]


@pytest.fixture
def deals(room: Room) -> Deals:
    opener = Opener(room.tenant, room.outbox, room.clock, lambda: ROWS, room._wake)
    return Deals(room.tenant, opener, room.clock)


async def owed(room: Room) -> list[Delivery]:
    return list(await room.tenant.outbox.list_page(DeliveryQuery(limit=100)))


def unnamed(**changes: Any) -> DealRequest:
    return request_with(ref="", **changes)


async def test_all_of_it_is_kept_at_once(deals: Deals, room: Room) -> None:
    deal = await deals.open(request_with(deadline="2h"), "karin")
    assert (deal.ref, deal.opened_at) == ("PR-2027-0847", room.now)
    assert deal.deadline == room.now + 2 * 3_600_000
    offers = await room.tenant.deals.list_offers(deal.id)
    assert [(one.peer, one.kind) for one in offers] == [(name, OfferKind.ASKED) for name in "abc"]
    letters = {one.id: one for one in await owed(room)}
    assert {one.activity_id for one in offers} == letters.keys()
    assert {one.lane for one in letters.values()} == {f"deal/{deal.id}/{name}" for name in "abc"}
    for offer in offers:
        row = await room.tenant.find_activity(offer.activity_id)
        assert row is not None
        assert (row.peer, row.status, row.skill) == (offer.peer, "dispatched", "quote_request")
    assert room.woken == 1


async def test_who_opened_it_is_on_record(deals: Deals, room: Room) -> None:
    deal = await deals.open(unnamed(), "karin")
    row = await room.tenant.find_activity(f"{deal.id}-opened")
    assert row is not None
    said = decode(row.input.encode())
    assert (row.direction, row.operation, said["by"]) == ("internal", "OpenDeal", "karin")
    assert said["request"]["subject"] == "DIN rail terminal blocks"
    (notice,) = await room.tenant.notices.list_after(0, 9)
    assert (notice.type, notice.subject) == (NoticeType.DEAL_OPENED, deal.id)
    assert notice.data["ref"] == deal.ref


async def test_references_are_made_by_the_year(deals: Deals) -> None:
    refs = [(await deals.open(unnamed(), "karin")).ref for _ in range(3)]
    assert refs == ["PR-2027-0001", "PR-2027-0002", "PR-2027-0003"]


async def test_many_at_once_get_one_each(deals: Deals) -> None:
    opened = await asyncio.gather(*(deals.open(unnamed(), "karin") for _ in range(10)))
    assert len({deal.ref for deal in opened}) == 10


async def test_a_reference_that_is_taken_by_hand_is_passed_over(deals: Deals) -> None:
    await deals.open(request_with(ref="PR-2027-0001"), "karin")
    assert (await deals.open(unnamed(), "karin")).ref == "PR-2027-0002"


async def test_the_same_request_again_is_the_same_deal(deals: Deals, room: Room) -> None:
    first = await deals.open(request_with(), "karin")
    room.now += 60_000
    assert await deals.open(request_with(), "olle") == first
    assert len(await owed(room)) == 3
    assert len(await room.tenant.deals.list_page(DealQuery())) == 1


async def test_twins_at_once_are_one_deal(deals: Deals, room: Room) -> None:
    opened = await asyncio.gather(*(deals.open(request_with(), "karin") for _ in range(5)))
    assert len({deal.id for deal in opened}) == 1
    assert len(await owed(room)) == 3


async def test_another_request_under_the_same_reference_is_a_conflict(deals: Deals) -> None:
    await deals.open(request_with(), "karin")
    with pytest.raises(DealConflict, match="PR-2027-0847 differs in needed_by, quantity"):
        await deals.open(request_with(quantity=5000, needed_by="2027-05-01"), "karin")


async def test_a_moment_is_taken_as_it_is(deals: Deals, room: Room) -> None:
    moment = datetime(2027, 4, 9, 12, tzinfo=UTC)
    deal = await deals.open(request_with(deadline=moment), "karin")
    assert deal.deadline == moment.timestamp() * 1000


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"deadline": datetime(2027, 4, 7, 8, tzinfo=UTC)}, "deadline"),
        ({"needed_by": "2027-04-06"}, "needed_by"),
        ({"audience": {"peers": ["nobody"]}}, "audience.peers"),
        ({"audience": {"skills": ["weld"]}}, "audience.skills"),
    ],
    ids=["deadline", "needed_by", "peers", "skills"],
)
async def test_what_cannot_be_asked_leaves_nothing_behind(
    deals: Deals, room: Room, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidParams) as refused:
        await deals.open(request_with(**changes), "karin")
    assert [problem.field for problem in refused.value.violations] == [field]
    assert await room.tenant.deals.list_page(DealQuery()) == []
    assert await owed(room) == []
    assert room.woken == 0


async def test_it_is_found_by_its_reference_and_its_id(deals: Deals) -> None:
    deal = await deals.open(request_with(deadline=timedelta(hours=1)), "karin")
    assert await deals.get(deal.ref) == await deals.get(deal.id) == deal
    view = await deals.view(deal.ref)
    assert [offer.peer for offer in view.offers] == ["a", "b", "c"]
    assert view.ranking.best is None
    assert (await deals.get_offer(deal.ref, "b")).peer == "b"
    with pytest.raises(DealNotFound):
        await deals.get("PR-1999-0001")
    with pytest.raises(DealNotFound, match="'x' was not asked"):
        await deals.get_offer(deal.ref, "x")
