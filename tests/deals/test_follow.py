"""What is open is followed up now: what is under way is hastened, else the peer is asked again."""

import asyncio
from typing import Any

import pytest
from msgspec.structs import replace

from gateway.core.clock import iso_from_ms
from gateway.core.deal import OfferKind
from gateway.core.errors import PeerInactive
from gateway.deals.decide import Decided
from gateway.deals.end import Close
from gateway.deals.follow import ASKED_AGAIN, HASTENED, LOOKED_AT, Follower
from gateway.deals.record import read_record
from gateway.deals.refusals import DealOver, NothingToFollow
from gateway.outbox import Ask
from gateway.outbox.letter import watch_task, write_letter
from gateway.store.outbox import AddDelivery, BuryDelivery, Claiming, PostponeDelivery
from gateway.store.writes import RecordActivity
from tests.deals.conftest import Room, call_of
from tests.deals.story import DEADLINE, SHAPE, asked, at, offer

PENDING = replace(asked("c"), kind=OfferKind.PENDING_REVIEW, reason="big", expected_at=at(14))
QUOTED = offer("a")
LATER = at(20)


async def follow(room: Room, peer: str = "", forgiven: list[str] | None = None) -> Decided:
    follower = Follower(room.decider, [].append if forgiven is None else forgiven.append)
    return await follower.follow("PR-2027-0847", "karin", peer)


async def put_off(room: Room, delivery: Any) -> None:
    """Keep a delivery that is tried again much later."""
    await room.tenant.commit(AddDelivery(delivery))
    kept = await room.tenant.outbox.find(delivery.id)
    assert kept is not None
    await room.tenant.commit(PostponeDelivery(kept, LATER, 1, "HTTP 503"))


async def next_at(room: Room, delivery_id: str) -> int | None:
    found = await room.tenant.outbox.find(delivery_id)
    assert found is not None
    return found.next_at


async def test_a_task_that_is_watched_is_looked_at_now(room: Room) -> None:
    await room.open(QUOTED, PENDING)
    await put_off(room, watch_task(call_of(PENDING), "t", at(8)))
    forgiven: list[str] = []

    done = await follow(room, forgiven=forgiven)

    assert done.followed == {"c": LOOKED_AT}
    assert await next_at(room, "call-c-task") == room.now
    assert forgiven == ["c"]
    assert room.woken


async def test_a_question_that_waits_is_sent_now(room: Room) -> None:
    await room.open(asked("u"))
    await put_off(room, write_letter(Ask("quote_request"), call_of(asked("u"))))

    done = await follow(room)

    assert done.followed == {"u": HASTENED}
    assert await next_at(room, "call-u") == room.now


async def test_a_task_that_nobody_watches_any_more_is_looked_at_again(room: Room) -> None:
    await room.open(PENDING)
    row = replace(call_of(PENDING), status="error", task_id="t")
    await room.tenant.commit(RecordActivity(row))

    done = await follow(room)

    assert done.followed == {"c": LOOKED_AT}
    watch = await room.tenant.outbox.find("call-c-task")
    assert watch is not None
    assert (watch.task_id, watch.target) == ("t", "call-c")
    # What is not at work is not looked at.
    found = await room.tenant.find_activity("call-c")
    assert found is not None
    assert found.status == "pending"


async def test_without_a_task_the_peer_is_asked_in_its_conversation(room: Room) -> None:
    await room.open(PENDING)

    done = await follow(room)

    assert done.followed == {"c": ASKED_AGAIN}
    letter = (await room.letters())["c"]
    assert letter["context_id"] == "context-of-c"
    assert letter["response_schema"] == SHAPE
    assert letter["parts"][0]["data"]["type"] == "follow_up"
    # Its answer is the answer to the deal.
    found = await room.tenant.deals.find_asked_by(done.told.calls["c"])
    assert found is not None
    assert (found.peer, found.kind, found.expected_at) == ("c", OfferKind.PENDING_REVIEW, at(14))


async def test_of_two_at_once_one_asks_again(room: Room) -> None:
    await room.open(PENDING)

    made = await asyncio.gather(follow(room), follow(room))

    assert sorted(done.followed["c"] for done in made) == sorted([ASKED_AGAIN, HASTENED])


@pytest.mark.parametrize("kind", [OfferKind.UNREACHABLE, OfferKind.TIMED_OUT])
async def test_one_that_was_asked_in_vain_is_asked_again_by_its_name(
    room: Room, kind: OfferKind
) -> None:
    failed = replace(asked("u"), kind=kind, at=at(12))
    await room.open(failed)
    await room.tenant.commit(AddDelivery(write_letter(Ask("quote_request"), call_of(failed))))
    (claimed,) = await room.tenant.outbox.claim(Claiming(room.now, room.now + 9, 10, 10))
    await room.tenant.commit(BuryDelivery(claimed, room.now, 9, "gone"))
    with pytest.raises(NothingToFollow, match="name one to ask again"):
        await follow(room)
    room.now = DEADLINE + 1

    done = await follow(room, "u")

    assert done.followed == {"u": ASKED_AGAIN}
    assert await room.tenant.outbox.find("call-u") is None
    letter = (await room.letters())["u"]
    assert letter["skill"] == "quote_request"
    assert letter["arguments"]["respond_by"] == iso_from_ms(DEADLINE)
    assert letter["until"] > room.now


@pytest.mark.parametrize(
    ("named", "why"),
    [("a", "a quoted"), ("z", "z was not asked"), ("", "all have answered")],
    ids=["answered", "unknown", "all"],
)
async def test_who_has_answered_is_not_followed_up(room: Room, named: str, why: str) -> None:
    await room.open(QUOTED)

    with pytest.raises(NothingToFollow, match=why):
        await follow(room, named)


async def test_a_peer_that_is_paused_is_named(room: Room) -> None:
    await room.open(PENDING, asked("w"))
    room.pause("c")

    done = await follow(room)

    assert set(done.followed) == {"w"}
    assert "paused" in done.told.untold["c"]
    with pytest.raises(PeerInactive):
        await follow(room, "c")


async def test_a_closed_deal_is_not_followed_up(room: Room) -> None:
    await room.open(PENDING)
    await room.decide(Close("karin"))

    with pytest.raises(DealOver):
        await follow(room)


async def test_who_followed_up_is_on_record(room: Room) -> None:
    await room.open(PENDING)

    await follow(room, "c")

    entries = await read_record(room.tenant, await room.deal())
    assert [(entry.what, entry.by or entry.peer, entry.text) for entry in entries[2:]] == [
        ("pending_review", "c", "a human of theirs will decide: big"),
        ("followed", "karin", "followed up c: it is asked again"),
        ("told", "c", "asked again, not delivered so far"),
    ]
