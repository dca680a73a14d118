"""A closed deal waits for nobody, and asks nobody any more; what is decided is put away."""

import asyncio

import pytest
from msgspec.structs import replace

from gateway.core.deal import DealState, OfferKind
from gateway.core.json import decode
from gateway.core.notice import NoticeType
from gateway.deals.award import Award
from gateway.deals.decide import Decided
from gateway.deals.end import Archive, Close
from gateway.deals.refusals import DealUndecided
from gateway.outbox import Ask
from gateway.outbox.letter import write_letter
from gateway.store.notice import NoticeQuery
from gateway.store.outbox import AddDelivery, Claiming
from tests.deals.conftest import Room, call_of
from tests.deals.story import asked, offer

QUOTED = offer("a")
PENDING = replace(asked("c"), kind=OfferKind.PENDING_REVIEW)
AT_WORK = asked("w")
UNREACHED = asked("u")


async def open_with_unreached(room: Room) -> None:
    """A deal of which one peer has not heard yet: its question lies in the outbox."""
    await room.open(QUOTED, PENDING, AT_WORK, UNREACHED)
    letter = write_letter(Ask("quote_request"), call_of(UNREACHED))
    await room.tenant.commit(AddDelivery(letter))


async def test_a_closed_deal_is_on_record(room: Room) -> None:
    await open_with_unreached(room)

    decided = await room.decide(Close("karin", note="budget is gone"))

    deal = await room.deal()
    assert (deal.state, deal.closed_at, deal.note) == (
        DealState.CLOSED,
        room.now,
        "budget is gone",
    )
    assert decided.is_new
    row = await room.tenant.find_activity("deal-1-2")
    assert row is not None
    assert row.operation == "CloseDeal"
    assert decode(row.input.encode())["by"] == "karin"
    (notice,) = await room.tenant.notices.list_page(NoticeQuery(subject="deal-1"))
    assert notice.type is NoticeType.DEAL_CLOSED


async def test_who_was_not_reached_is_not_asked_any_more(room: Room) -> None:
    await open_with_unreached(room)

    decided = await room.decide(Close("karin"))

    assert decided.unasked == ("u",)
    assert await room.letters() == {}
    found = await room.tenant.deals.find_offer("deal-1", "u")
    assert found is not None
    assert (found.kind, found.at) == (OfferKind.UNREACHABLE, room.now)
    row = await room.tenant.find_activity(UNREACHED.activity_id)
    assert row is not None
    assert (row.status, row.error) == ("error", "the deal was closed before it was reached")


async def test_a_question_that_is_on_its_way_is_let_go_on(room: Room) -> None:
    await open_with_unreached(room)
    await room.tenant.outbox.claim(Claiming(room.now, room.now + 60_000, 10, 10))

    decided = await room.decide(Close("karin"))

    assert decided.unasked == ()
    found = await room.tenant.deals.find_offer("deal-1", "u")
    assert found is not None
    assert found.kind is OfferKind.ASKED


async def test_those_still_at_it_are_told_when_asked_for(room: Room) -> None:
    await open_with_unreached(room)

    decided = await room.decide(Close("karin", note="secret", message="Sorry.", tell_pending=True))

    letters = await room.letters()
    assert set(letters) == set(decided.told.calls) == {"c", "w"}
    assert letters["c"]["context_id"] == "context-of-c"
    data = letters["c"]["arguments"]
    assert (data["type"], data["message"]) == ("deal_closed", "Sorry.")
    assert "secret" not in str(letters)


async def test_nobody_is_told_unless_asked_for(room: Room) -> None:
    await room.open(QUOTED, PENDING)

    decided = await room.decide(Close("karin"))

    assert decided.told.calls == {}
    assert await room.letters() == {}


async def test_closing_twice_changes_nothing(room: Room) -> None:
    await room.open(QUOTED)
    await room.decide(Close("karin"))

    again = await room.decide(Close("otto", note="other"))

    assert not again.is_new
    assert (await room.deal()).note == ""


async def test_an_awarded_deal_can_be_closed_and_keeps_its_winner(room: Room) -> None:
    await room.open(QUOTED)
    await room.decide(Award("a", "karin", note="best"))

    await room.decide(Close("karin"))

    deal = await room.deal()
    assert (deal.state, deal.awarded_to, deal.note) == (DealState.CLOSED, "a", "best")


async def test_of_an_award_and_a_close_at_once_both_hold_or_one_is_refused(room: Room) -> None:
    await room.open(QUOTED)

    made = await asyncio.gather(
        room.decide(Award("a", "karin")), room.decide(Close("otto")), return_exceptions=True
    )

    deal = await room.deal()
    assert deal.state is DealState.CLOSED
    # Awarded first and closed then, or closed first and not awarded at all.
    assert bool(deal.awarded_to) == isinstance(made[0], Decided)
    assert set(await room.letters()) == ({"a"} if deal.awarded_to else set())


async def test_an_open_deal_is_not_put_away(room: Room) -> None:
    await room.open(QUOTED)

    with pytest.raises(DealUndecided, match="award or close PR-2027-0847 first"):
        await room.decide(Archive("karin"))


@pytest.mark.parametrize("first", [Award("a", "karin"), Close("karin")], ids=["awarded", "closed"])
async def test_what_is_decided_is_put_away_once(room: Room, first: Award | Close) -> None:
    await room.open(QUOTED)
    await room.decide(first)

    made = await room.decide(Archive("karin", note="done"))
    again = await room.decide(Archive("karin"))

    assert (made.is_new, again.is_new) == (True, False)
    assert (await room.deal()).state is DealState.ARCHIVED
    row = await room.tenant.find_activity("deal-1-3")
    assert row is not None
    assert row.operation == "ArchiveDeal"
