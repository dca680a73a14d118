"""An offer is taken once, whole, and by one unit; its peer is told, and others only if asked."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from gateway.core.deal import DealState, OfferKind
from gateway.core.errors import GatewayError, PeerInactive
from gateway.core.json import decode
from gateway.core.notice import NoticeType
from gateway.deals.award import Award
from gateway.deals.decide import Decided
from gateway.deals.end import Archive, Close
from gateway.deals.record import read_record
from gateway.deals.refusals import AlreadyAwarded, DealOver, NotAwardable, OfferChanged
from gateway.store.notice import NoticeQuery
from tests.deals.conftest import DEAL, Room
from tests.deals.story import C_LATER, A, asked, offer

A_OFFER = offer("a")
B_OFFER = offer("b", total_price_sek=18000)
COUNTER = replace(
    offer("d", OfferKind.COUNTER, delivery_date="2027-04-30"), differs=("2 days late",)
)
DECLINED = replace(asked("e"), kind=OfferKind.DECLINED, reason="no stock")
PENDING = replace(asked("c"), kind=OfferKind.PENDING_REVIEW, reason="above my limit")
ALL = (A_OFFER, B_OFFER, PENDING, COUNTER, DECLINED)


async def test_the_winner_is_told_which_offer_is_taken(room: Room) -> None:
    await room.open(*ALL)

    decided = await room.decide(Award("a", "karin", note="cheapest", message="Welcome!"))

    (told,) = (await room.letters()).items()
    assert told[0] == "a"
    letter = told[1]
    assert letter["context_id"] == "context-of-a"
    assert letter["seed"] == "deal:deal-1:award:a"
    assert letter["skill"] == "offer_outcome"
    assert letter["is_rare"]
    assert letter["arguments"] == {
        "type": "award",
        "ref": "PR-2027-0847",
        "subject": "DIN rail terminal blocks",
        "offer": A,
        "message": "Welcome!",
    }
    assert "total_price_sek 16800" in letter["words"]
    assert "4000 pieces of DIN rail terminal blocks (PR-2027-0847)" in letter["words"]
    assert letter["words"].endswith("Welcome!")
    assert "cheapest" not in str(letter)
    assert (decided.is_new, decided.offer, decided.pending) == (True, A_OFFER, ("c",))
    assert room.woken == 1


async def test_the_offer_that_was_looked_at_is_taken_and_no_newer_one(room: Room) -> None:
    await room.open(*ALL)

    with pytest.raises(OfferChanged, match="something newer since then: unit_price_sek"):
        await room.decide(Award("a", "karin", seen_at=A_OFFER.at - 1))
    assert (await room.deal()).state is DealState.OPEN

    decided = await room.decide(Award("a", "karin", seen_at=A_OFFER.at))
    assert decided.offer == A_OFFER


async def test_the_decision_is_on_record(room: Room) -> None:
    await room.open(*ALL)

    await room.decide(Award("a", "karin", note="cheapest"))

    deal = await room.deal()
    assert (deal.state, deal.awarded_to, deal.awarded_at) == (DealState.AWARDED, "a", room.now)
    assert (deal.note, deal.version) == ("cheapest", 2)
    row = await room.tenant.find_activity("deal-1-2")
    assert row is not None
    assert (row.direction, row.operation, row.peer) == ("internal", "AwardDeal", "a")
    said = decode(row.input.encode())
    assert (said["by"], said["note"], said["offer"]) == ("karin", "cheapest", A)
    (notice,) = await room.tenant.notices.list_page(NoticeQuery((NoticeType.DEAL_AWARDED,)))
    assert (notice.subject, notice.peer) == ("deal-1", "a")
    assert notice.data["ref"] == "PR-2027-0847"
    assert notice.data["by"] == "karin"


async def test_who_decided_is_on_record_however_long_the_offer(room: Room) -> None:
    await room.open(replace(A_OFFER, values={**A, "terms": "a" * 60_000}))

    await room.decide(Award("a", "karin", note="b" * 4000))

    entries = {entry.what: entry for entry in await read_record(room.tenant, await room.deal())}
    awarded = entries["awarded"]
    assert (awarded.by, awarded.peer) == ("karin", "a")
    assert awarded.text.startswith("awarded to a: unit_price_sek 4.2 SEK")
    row = await room.tenant.find_activity("deal-1-2")
    assert row is not None
    assert len(row.input) < 16 * 1024


async def test_others_that_offered_are_told_no_when_asked_for(room: Room) -> None:
    await room.open(*ALL)

    decided = await room.decide(Award("a", "karin", tell_others=True, message="Welcome!"))

    letters = await room.letters()
    assert set(letters) == set(decided.told.calls) == {"a", "b", "d"}
    no = letters["b"]
    assert no["arguments"]["type"] == "no_award"
    assert no["context_id"] == "context-of-b"
    # Nothing of who won, nor of what.
    assert "16800" not in str(no)
    assert "Welcome!" not in str(no)


async def test_who_cannot_be_told_no_is_named(room: Room) -> None:
    await room.open(*ALL)
    room.pause("b")

    decided = await room.decide(Award("a", "karin", tell_others=True))

    assert set(decided.told.calls) == {"a", "d"}
    assert "paused" in decided.told.untold["b"]


async def test_a_winner_that_cannot_be_told_does_not_win(room: Room) -> None:
    await room.open(*ALL)
    room.pause("a")

    with pytest.raises(PeerInactive):
        await room.decide(Award("a", "karin"))

    assert (await room.deal()) == DEAL
    assert await room.letters() == {}


async def test_the_same_award_again_changes_nothing(room: Room) -> None:
    await room.open(*ALL)
    await room.decide(Award("a", "karin"))

    again = await room.decide(Award("a", "otto", tell_others=True))

    assert (again.is_new, again.offer) == (False, A_OFFER)
    assert set(await room.letters()) == {"a"}
    assert (await room.deal()).version == 2
    assert room.woken == 1


async def test_another_winner_is_a_conflict(room: Room) -> None:
    await room.open(*ALL)
    await room.decide(Award("a", "karin"))

    with pytest.raises(AlreadyAwarded, match="went to a"):
        await room.decide(Award("b", "karin"))

    assert (await room.deal()).awarded_to == "a"


async def test_of_two_awards_at_once_one_counts(room: Room) -> None:
    await room.open(*ALL)

    made = await asyncio.gather(
        *(room.decide(Award(peer, "karin")) for peer in ("a", "b", "a", "b")),
        return_exceptions=True,
    )

    winner = (await room.deal()).awarded_to
    new = [done for done in made if isinstance(done, Decided) and done.is_new]
    lost = [done for done in made if isinstance(done, AlreadyAwarded)]
    assert [done.deal.awarded_to for done in new] == [winner]
    assert len(lost) == 2
    assert set(await room.letters()) == {winner}


@pytest.mark.parametrize(
    ("award", "refusal"),
    [
        (Award("c", "karin", anyway=True), NotAwardable),
        (Award("e", "karin", anyway=True), NotAwardable),
        (Award("z", "karin"), NotAwardable),
        (Award("d", "karin"), NotAwardable),
    ],
    ids=["pending", "declined", "unknown", "counter"],
)
async def test_what_may_not_be_taken_is_refused(
    room: Room, award: Award, refusal: type[GatewayError]
) -> None:
    await room.open(*ALL)

    with pytest.raises(refusal):
        await room.decide(award)

    assert await room.letters() == {}


async def test_a_counter_offer_that_is_taken_says_how_it_differs(room: Room) -> None:
    await room.open(*ALL)

    await room.decide(Award("d", "karin", anyway=True))

    letter = (await room.letters())["d"]
    assert "2 days late" in letter["words"]
    assert letter["arguments"]["differs"] == ["2 days late"]


@pytest.mark.parametrize("end", [Close("karin"), None], ids=["closed", "closed and archived"])
async def test_a_deal_that_is_over_is_awarded_to_nobody(room: Room, end: Any) -> None:
    await room.open(*ALL)
    await room.decide(Close("karin"))
    if end is None:
        await room.decide(Archive("karin"))

    with pytest.raises(DealOver):
        await room.decide(Award("a", "karin"))


async def test_what_came_later_and_is_quoted_may_still_win(room: Room) -> None:
    late = replace(offer("c"), values=C_LATER, is_late=True)
    await room.open(A_OFFER, late)

    decided = await room.decide(Award("c", "karin"))

    assert decided.deal.awarded_to == "c"
