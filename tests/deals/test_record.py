"""The record of a deal is all that happened to it, in the order of time."""

from msgspec.structs import replace

from gateway.core.deal import OfferKind
from gateway.core.notice import Notice, NoticeType
from gateway.deals.award import Award
from gateway.deals.end import Archive, Close
from gateway.deals.record import read_record
from gateway.store.deal import ChangeDeal, SaveOffer
from gateway.store.notice import RaiseNotice
from gateway.store.writes import RecordActivity
from tests.deals.conftest import Room
from tests.deals.story import C_LATER, asked, at, offer

A_OFFER = offer("a")
B_OFFER = offer("b", total_price_sek=18000)
PENDING = replace(
    asked("c"), kind=OfferKind.PENDING_REVIEW, at=at(8, 6), reason="big", expected_at=at(14)
)


async def test_the_whole_story_is_told_in_order(room: Room) -> None:
    await room.open(A_OFFER, B_OFFER, PENDING)
    await room.tenant.commit(
        ChangeDeal(replace(await room.deal(), settled_at=at(8, 10), version=2))
    )
    await room.decide(Award("a", "karin", note="cheapest", tell_others=True))
    late = replace(PENDING, kind=OfferKind.QUOTED, at=at(14), values=C_LATER, is_late=True)
    better = "200 SEK cheaper, 2 days later; already awarded to a"
    notice = Notice("n", NoticeType.DEAL_IMPROVED, at(14), "deal-1", "c", {"improvement": better})
    await room.tenant.commit(SaveOffer(late), RaiseNotice(notice))
    room.now = at(15)
    await room.decide(Close("otto"))
    await room.decide(Archive("otto"))

    entries = await read_record(room.tenant, await room.deal())

    told = [(entry.what, entry.by or entry.peer) for entry in entries]
    assert told == [
        ("opened", ""),
        ("asked", "a"),
        ("asked", "b"),
        ("asked", "c"),
        ("quoted", "a"),
        ("quoted", "b"),
        ("pending_review", "c"),
        ("settled", ""),
        ("awarded", "karin"),
        ("told", "a"),
        ("told", "b"),
        ("quoted", "c"),
        ("improved", "c"),
        ("closed", "otto"),
        ("archived", "otto"),
    ]
    texts = {(entry.what, entry.peer): entry.text for entry in entries}
    assert texts["opened", ""].endswith("needed by 2027-04-28; 3 peers are asked")
    assert "total_price_sek 16 800 SEK" in texts["awarded", "a"]
    assert texts["awarded", "a"].endswith("(cheapest)")
    assert texts["told", "a"] == "told that its offer is taken, not delivered so far"
    assert texts["told", "b"] == "told that another offer was taken, not delivered so far"
    assert texts["quoted", "c"].endswith("(late)")
    assert texts["improved", "c"] == f"is better: {better}"


async def test_what_became_of_a_letter_is_told(room: Room) -> None:
    await room.open(A_OFFER, B_OFFER)
    decided = await room.decide(Award("a", "karin", tell_others=True))
    for peer, (status, error) in {"a": ("success", ""), "b": ("error", "it is gone")}.items():
        row = await room.tenant.find_activity(decided.told.calls[peer])
        assert row is not None
        await room.tenant.commit(RecordActivity(replace(row, status=status, error=error)))

    entries = await read_record(room.tenant, await room.deal())

    texts = {entry.peer: entry.text for entry in entries if entry.what == "told"}
    assert texts["a"].endswith("and it answered")
    assert texts["b"].endswith("not delivered: it is gone")


async def test_the_peers_own_time_is_kept_apart_from_the_text(room: Room) -> None:
    await room.open(PENDING)

    (*_, pending) = await read_record(room.tenant, await room.deal())

    assert (pending.what, pending.expected_at) == ("pending_review", at(14))
    assert pending.activity_id == "call-c"
