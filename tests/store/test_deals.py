"""Deals: kept once, changed by who knows the newest version, with every answer that came."""

import pytest
from msgspec.structs import replace

from gateway.core.deal import Deal, DealState, Offer, OfferKind
from gateway.core.json import MAX_DEPTH, decode
from gateway.store.base import Store, TenantStore
from gateway.store.deal import (
    STANDING,
    ChangeDeal,
    DealQuery,
    DealTaken,
    OpenDeal,
    SaveOffer,
    StaleDeal,
)
from gateway.store.writes import RecordActivity
from tests.store.values import activity

_QUOTE = {"total_price": 16800, "delivery_date": "2027-04-24", "note": "zwölf"}


def deal(name: str = "d-1", *, ref: str = "", at: int = 10, deadline: int = 100) -> Deal:
    request = {"type": "rfq", "subject": "Klemmen", "spec": {"colour": "grey"}}
    return Deal(name, ref or f"PR-{name}", DealState.OPEN, request, at, deadline)


def asked(peer: str = "acme", *, of: str = "d-1", at: int = 10) -> Offer:
    return Offer(of, peer, OfferKind.ASKED, at, at, f"call-{of}-{peer}")


def answered(offer: Offer, kind: OfferKind, at: int = 20) -> Offer:
    return replace(
        offer,
        kind=kind,
        at=at,
        values=_QUOTE,
        reason="in stock",
        differs=("two days late",),
        expected_at=99,
        is_late=True,
    )


async def test_a_deal_is_found_again_by_its_id_and_its_ref(tenant: TenantStore) -> None:
    await tenant.commit(OpenDeal(deal(), (asked("b"), asked("a"))))
    assert await tenant.deals.find("d-1") == deal()
    assert await tenant.deals.find_by_ref("PR-d-1") == deal()
    assert await tenant.deals.find("PR-d-1") is None
    assert await tenant.deals.list_offers("d-1") == [asked("a"), asked("b")]


async def test_a_ref_is_of_one_deal(tenant: TenantStore) -> None:
    await tenant.commit(OpenDeal(deal(), (asked(),)))
    again = deal("d-2", ref="PR-d-1")
    with pytest.raises(DealTaken):
        await tenant.commit(RecordActivity(activity()), OpenDeal(again, (asked(of="d-2"),)))
    assert await tenant.find_activity("a-1") is None
    assert await tenant.deals.list_offers("d-2") == []
    with pytest.raises(DealTaken):
        await tenant.commit(OpenDeal(deal(ref="another")))


async def test_who_knows_the_newest_version_changes_it(tenant: TenantStore) -> None:
    await tenant.commit(OpenDeal(deal()))
    newer = replace(
        deal(),
        state=DealState.AWARDED,
        settled_at=50,
        awarded_to="acme",
        awarded_at=60,
        closed_at=70,
        note="as agreed",
        version=2,
    )
    await tenant.commit(ChangeDeal(newer))
    assert await tenant.deals.find("d-1") == newer
    with pytest.raises(StaleDeal):
        await tenant.commit(ChangeDeal(replace(newer, note="another")), RecordActivity(activity()))
    assert await tenant.find_activity("a-1") is None
    with pytest.raises(StaleDeal):
        await tenant.commit(ChangeDeal(replace(deal("d-9"), version=2)))


async def test_one_that_is_stale_takes_no_other_unit_down(tenant: TenantStore) -> None:
    await tenant.commit(OpenDeal(deal()))
    with pytest.raises(StaleDeal):
        await tenant.commit(ChangeDeal(replace(deal(), version=7)))
    await tenant.commit(ChangeDeal(replace(deal(), note="b", version=2)))
    found = await tenant.deals.find("d-1")
    assert found is not None
    assert found.note == "b"


async def test_every_answer_is_kept_and_the_newest_counts(tenant: TenantStore) -> None:
    await tenant.commit(OpenDeal(deal(), (asked(), asked("b"))))
    pending = answered(asked(), OfferKind.PENDING_REVIEW)
    quoted = answered(asked(), OfferKind.QUOTED, at=30)
    await tenant.commit(SaveOffer(pending))
    assert await tenant.deals.find_offer("d-1", "acme") == pending
    await tenant.commit(SaveOffer(quoted))
    assert await tenant.deals.find_offer("d-1", "acme") == quoted
    assert await tenant.deals.list_offers("d-1") == [quoted, asked("b")]
    assert await tenant.deals.list_history("d-1", "acme") == [asked(), pending, quoted]
    assert await tenant.deals.list_history("d-1") == [asked(), asked("b"), pending, quoted]
    assert await tenant.deals.find_offer("d-1", "nobody") is None


async def test_it_is_found_by_the_call_that_asked(tenant: TenantStore) -> None:
    await tenant.commit(OpenDeal(deal(), (asked(), asked("b"))))
    assert await tenant.deals.find_asked_by("call-d-1-acme") == asked()
    quoted = answered(asked(), OfferKind.QUOTED)
    await tenant.commit(SaveOffer(quoted))
    assert await tenant.deals.find_asked_by("call-d-1-acme") == quoted
    assert await tenant.deals.find_asked_by("call-d-1-nobody") is None


@pytest.mark.parametrize("late", OfferKind)
@pytest.mark.parametrize("first", OfferKind)
async def test_what_was_seen_before_does_not_undo_what_came_since(
    tenant: TenantStore, first: OfferKind, late: OfferKind
) -> None:
    await tenant.commit(OpenDeal(deal(), (asked(),)))
    one, other = answered(asked(), first), answered(asked(), late, at=30)
    await tenant.commit(SaveOffer(one))
    await tenant.commit(SaveOffer(other))
    counts = one if STANDING[late] < STANDING[first] else other
    assert await tenant.deals.list_offers("d-1") == [counts]


async def test_those_who_said_nothing_are_told_apart(tenant: TenantStore) -> None:
    await tenant.commit(OpenDeal(deal(), (asked("a"), asked("b"), asked("c"))))
    await tenant.commit(SaveOffer(answered(asked("b"), OfferKind.TIMED_OUT)))
    assert await tenant.deals.list_asked("d-1") == [asked("a"), asked("c")]
    assert await tenant.deals.list_asked("d-1", 1) == [asked("a")]


async def test_they_are_counted_by_what_counts(tenant: TenantStore) -> None:
    await tenant.commit(OpenDeal(deal(), (asked("a"), asked("b"), asked("c"))))
    await tenant.commit(SaveOffer(answered(asked("a"), OfferKind.PENDING_REVIEW)))
    await tenant.commit(SaveOffer(answered(asked("a"), OfferKind.QUOTED)))
    await tenant.commit(SaveOffer(answered(asked("b"), OfferKind.QUOTED)))
    counts = await tenant.deals.count_kinds("d-1")
    assert counts == {OfferKind.QUOTED: 2, OfferKind.ASKED: 1}
    assert await tenant.deals.count_kinds("d-9") == {}


async def test_a_page_is_newest_first_and_restricted(tenant: TenantStore) -> None:
    for name, at in (("a", 10), ("b", 20), ("c", 20)):
        await tenant.commit(OpenDeal(deal(name, at=at)))
    closed = replace(deal("b", at=20), state=DealState.CLOSED, settled_at=9, version=2)
    await tenant.commit(ChangeDeal(closed))
    page = await tenant.deals.list_page(DealQuery(limit=2))
    assert [one.id for one in page] == ["c", "b"]
    last = page[-1]
    rest = await tenant.deals.list_page(DealQuery(before=last.opened_at, before_id=last.id))
    assert [one.id for one in rest] == ["a"]
    of_state = await tenant.deals.list_page(DealQuery(state=DealState.CLOSED))
    assert of_state == [closed]


async def test_the_unsettled_are_listed_by_their_deadlines(tenant: TenantStore) -> None:
    for name, deadline in (("a", 300), ("b", 100), ("c", 200)):
        await tenant.commit(OpenDeal(deal(name, deadline=deadline)))
    await tenant.commit(ChangeDeal(replace(deal("c", deadline=200), settled_at=9, version=2)))
    assert [one.id for one in await tenant.deals.list_unsettled()] == ["b", "a"]


async def test_references_are_counted_by_year(tenant: TenantStore) -> None:
    assert [await tenant.deals.next_ref(2027) for _ in range(3)] == [1, 2, 3]
    assert await tenant.deals.next_ref(2028) == 1
    assert await tenant.deals.next_ref(2027) == 4


async def test_what_peers_did_before_is_bounded_for_each(tenant: TenantStore) -> None:
    for name in ("d-1", "d-2", "d-3"):
        await tenant.commit(OpenDeal(deal(name), (asked("a", of=name), asked("b", of=name))))
    quoted = answered(asked("a", of="d-2"), OfferKind.QUOTED)
    await tenant.commit(SaveOffer(quoted))
    past = await tenant.deals.list_past_offers(("a",), 2)
    assert past == [asked("a", of="d-3"), quoted]
    both = await tenant.deals.list_past_offers(("a", "b", "nobody"), 1)
    assert both == [asked("a", of="d-3"), asked("b", of="d-3")]


async def test_another_tenant_has_none(tenant: TenantStore, store: Store) -> None:
    await tenant.commit(OpenDeal(deal(), (asked(),)))
    await tenant.deals.next_ref(2027)
    other = store.for_tenant("elsewhere")
    await other.commit(OpenDeal(deal(), ()))
    assert await other.deals.list_offers("d-1") == []
    assert await other.deals.list_past_offers(("acme",), 5) == []
    assert await other.deals.find_asked_by("call-d-1-acme") is None
    assert await other.deals.next_ref(2027) == 1


async def test_a_request_may_hold_the_deepest_that_comes_from_outside(tenant: TenantStore) -> None:
    deepest = decode(b'{"a":' * MAX_DEPTH + b"1" + b"}" * MAX_DEPTH)
    opened = replace(deal(), request={"spec": deepest})
    await tenant.commit(OpenDeal(opened, ()))
    assert await tenant.deals.find("d-1") == opened
