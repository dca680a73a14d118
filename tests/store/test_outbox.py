"""What is owed to others: in order, one in hand of each lane, and nothing lost, on every engine."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from gateway.core.delivery import DeliveryState
from gateway.store import open_store
from gateway.store.base import Store, TenantStore
from gateway.store.outbox import (
    HORIZON_MS,
    AddDelivery,
    BuryDelivery,
    Claiming,
    Delivery,
    DeliveryQuery,
    PostponeDelivery,
    RemoveDelivery,
    StopLane,
)
from tests.store.values import delivery


async def add(tenant: TenantStore, *deliveries: Delivery) -> None:
    for row in deliveries:
        await tenant.commit(AddDelivery(row))


async def claim(tenant: TenantStore, now: int = 10, **more: Any) -> Sequence[Delivery]:
    """What is claimed for 100 ms, the oldest first."""
    asked = Claiming(**{"now": now, "lease": now + 100, "limit": 9, "per_peer": 9, **more})
    return sorted(await tenant.outbox.claim(asked), key=lambda row: row.id)


async def claim_ids(tenant: TenantStore, now: int = 10, **more: Any) -> list[str]:
    return [row.id for row in await claim(tenant, now, **more)]


async def the_one(tenant: TenantStore, now: int = 10) -> Delivery:
    (row,) = await claim(tenant, now)
    return row


async def the_first(tenant: TenantStore, now: int = 10) -> Delivery:
    return (await claim(tenant, now))[0]


async def find(tenant: TenantStore, delivery_id: str = "d-1") -> Delivery:
    found = await tenant.outbox.find(delivery_id)
    assert found is not None
    return found


async def test_a_delivery_is_due_when_it_is_added(tenant: TenantStore) -> None:
    await add(tenant, delivery(at=5))
    assert await find(tenant) == replace(delivery(), next_at=5)
    assert await claim_ids(tenant, now=4) == []
    assert await claim(tenant, now=5) == [replace(delivery(), next_at=5, lease=105)]


async def test_of_each_lane_one_is_in_hand(tenant: TenantStore) -> None:
    await add(tenant, delivery("d-1"), delivery("d-2"), delivery("d-3", lane="lane-2"))
    assert await claim_ids(tenant) == ["d-1", "d-3"]
    assert await claim_ids(tenant) == []


async def test_one_unit_adds_in_its_order(tenant: TenantStore) -> None:
    names = [f"d-{number}" for number in (3, 1, 2)]
    await tenant.commit(*[AddDelivery(delivery(name)) for name in names])
    received = []
    for now in range(10, 13):
        row = await the_one(tenant, now)
        received.append(row.id)
        await tenant.commit(RemoveDelivery(row, now))
    assert received == names
    assert await tenant.outbox.find_next(0) is None


async def test_the_next_of_a_lane_is_due_when_the_one_before_it_was_received(
    tenant: TenantStore,
) -> None:
    await add(tenant, delivery("d-1"), delivery("d-2"))
    await tenant.commit(RemoveDelivery(await the_one(tenant), at=50))
    assert await tenant.outbox.find("d-1") is None
    assert (await find(tenant, "d-2")).next_at == 50


async def test_one_that_failed_is_tried_again_in_time_and_holds_up_its_lane(
    tenant: TenantStore,
) -> None:
    await add(tenant, delivery("d-1"), delivery("d-2"))
    await tenant.commit(PostponeDelivery(await the_one(tenant), 200, tries=1, error="HTTP 500"))
    assert await find(tenant) == replace(delivery(), next_at=200, tries=1, error="HTTP 500")
    assert await claim_ids(tenant, now=199) == []
    assert await claim_ids(tenant, now=200) == ["d-1"]


async def test_one_that_is_given_up_stays_as_a_dead_letter_and_frees_its_lane(
    tenant: TenantStore,
) -> None:
    await add(tenant, delivery("d-1"), delivery("d-2"))
    await tenant.commit(BuryDelivery(await the_one(tenant), at=60, tries=10, error="HTTP 500"))
    dead = replace(delivery(), state=DeliveryState.DEAD, tries=10, error="HTTP 500")
    assert await find(tenant) == dead
    assert await claim_ids(tenant, now=60) == ["d-2"]


async def test_a_lane_that_is_stopped_is_dead_as_a_whole(tenant: TenantStore) -> None:
    await add(tenant, delivery("d-1"), delivery("d-2"), delivery("d-3", lane="lane-2"))
    row = (await claim(tenant))[0]
    await tenant.commit(StopLane("lane-1", "the receiver is gone"))
    await tenant.commit(PostponeDelivery(row, 20, tries=1, error="late"))
    for name in ("d-1", "d-2"):
        found = await find(tenant, name)
        assert (found.state, found.error) == (DeliveryState.DEAD, "the receiver is gone")
    assert (await find(tenant, "d-3")).state is DeliveryState.WAITING
    assert await claim_ids(tenant, now=10_000) == ["d-3"]


async def test_a_lease_that_ran_out_is_given_to_another(tenant: TenantStore) -> None:
    await add(tenant, delivery())
    late = await the_one(tenant, now=10)
    assert await claim_ids(tenant, now=109) == []
    again = await the_one(tenant, now=110)
    assert again.id == late.id
    for write in (
        RemoveDelivery(late, 120),
        PostponeDelivery(late, 999, tries=1, error="late"),
        BuryDelivery(late, 120, tries=1, error="late"),
    ):
        await tenant.commit(write)
    assert await find(tenant) == again


async def test_of_one_peer_so_many_are_in_hand_at_once(tenant: TenantStore) -> None:
    await add(tenant, *[delivery(f"a-{n}", lane=f"a-{n}") for n in range(3)])
    await add(tenant, *[delivery(f"r-{n}", lane=f"r-{n}", peer="rival") for n in range(3)])
    first = await claim(tenant, per_peer=2)
    assert [row.id for row in first] == ["a-0", "a-1", "r-0", "r-1"]
    assert await claim_ids(tenant, per_peer=2) == []
    await tenant.commit(RemoveDelivery(first[0], 20))
    assert await claim_ids(tenant, per_peer=2) == ["a-2"]


async def test_peers_take_turns_when_there_are_too_many(tenant: TenantStore) -> None:
    await add(tenant, *[delivery(f"a-{n}", lane=f"a-{n}") for n in range(5)])
    await add(tenant, delivery("r-0", lane="r-0", peer="rival"))
    assert await claim_ids(tenant, limit=2) == ["a-0", "r-0"]


async def test_what_is_held_waits(tenant: TenantStore) -> None:
    await add(tenant, delivery("d-1"), delivery("d-2", lane="lane-2", peer="rival", at=7))
    assert await tenant.outbox.find_next(0, held=["acme"]) == 7
    assert await claim_ids(tenant, held=["acme"]) == ["d-2"]
    assert await claim_ids(tenant) == ["d-1"]


async def test_when_the_next_is_due_that_no_one_has_in_hand(tenant: TenantStore) -> None:
    assert await tenant.outbox.find_next(0) is None
    await add(tenant, delivery("d-1", at=8), delivery("d-2", lane="lane-2", at=9))
    await add(tenant, delivery("r-1", lane="lane-3", peer="rival", at=12))
    assert await tenant.outbox.find_next(0) == 8
    assert await tenant.outbox.find_next(9) == 12
    await claim(tenant, now=8)
    assert await tenant.outbox.find_next(0) == 9


async def test_a_clock_that_was_set_back_loses_nothing(tenant: TenantStore) -> None:
    year = 365 * 86_400_000
    await add(tenant, delivery("d-1"), delivery("d-2", lane="lane-2"))
    first, _ = await claim(tenant, now=year)
    await tenant.commit(PostponeDelivery(first, year + HORIZON_MS, tries=1, error=""))
    assert await claim_ids(tenant, now=10) == []
    await tenant.outbox.pull_in(now=10)
    assert await claim_ids(tenant, now=10) == ["d-1", "d-2"]


async def test_times_within_the_horizon_are_left_alone(tenant: TenantStore) -> None:
    await add(tenant, delivery("d-1"), delivery("d-2", lane="lane-2"))
    first, _ = await claim(tenant, now=10)
    await tenant.commit(PostponeDelivery(first, 10 + HORIZON_MS, tries=1, error=""))
    before = [await find(tenant, name) for name in ("d-1", "d-2")]
    await tenant.outbox.pull_in(now=10)
    assert [await find(tenant, name) for name in ("d-1", "d-2")] == before


async def test_a_dead_letter_is_sent_again_behind_what_is_in_hand(tenant: TenantStore) -> None:
    await add(tenant, delivery("d-1"), delivery("d-2"))
    await tenant.commit(BuryDelivery(await the_one(tenant), at=20, tries=10, error="HTTP 500"))
    second = await the_one(tenant, now=20)
    assert await tenant.outbox.retry("d-1", now=30)
    assert await claim_ids(tenant, now=30) == []
    await tenant.commit(RemoveDelivery(second, at=40))
    again = await the_one(tenant, now=40)
    assert (again.id, again.tries) == ("d-1", 10)


async def test_one_that_waits_for_its_time_is_sent_at_once(tenant: TenantStore) -> None:
    await add(tenant, delivery("d-1"), delivery("d-2"))
    await tenant.commit(PostponeDelivery(await the_one(tenant), 9_000, tries=1, error=""))
    assert await tenant.outbox.retry("d-2", now=30)
    assert await claim_ids(tenant, now=30) == []
    assert await tenant.outbox.retry("d-1", now=30)
    assert await claim_ids(tenant, now=30) == ["d-1"]
    assert not await tenant.outbox.retry("d-9", now=30)


async def test_what_a_peer_is_owed_can_be_hastened(tenant: TenantStore) -> None:
    await add(tenant, delivery("d-1"), delivery("d-2"), delivery("d-3", lane="lane-3", at=7))
    await add(tenant, delivery("r-1", lane="lane-2", peer="rival"))
    await add(tenant, replace(delivery("d-4", lane="lane-4"), kind="call"))
    for row in await claim(tenant, now=8):
        if row.id == "d-3":
            continue
        await tenant.commit(PostponeDelivery(row, 9_000, tries=1, error="HTTP 500"))
    await tenant.outbox.hasten("acme", "push", at=40)
    assert (await find(tenant, "d-1")).next_at == 40
    assert (await find(tenant, "d-2")).next_at is None
    assert (await find(tenant, "d-3")).next_at == 7
    assert (await find(tenant, "d-4")).next_at == 9_000
    assert (await find(tenant, "r-1")).next_at == 9_000


async def test_what_is_due_sooner_is_not_put_off_by_haste(tenant: TenantStore) -> None:
    await add(tenant, delivery("d-1", at=5))
    await tenant.outbox.hasten("acme", "push", at=40)
    assert (await find(tenant)).next_at == 5


async def test_how_many_wait_in_a_lane(tenant: TenantStore) -> None:
    await add(tenant, delivery("d-1"), delivery("d-2"), delivery("d-3", lane="lane-2"))
    assert await tenant.outbox.count_waiting("lane-1") == 2
    await tenant.commit(BuryDelivery(await the_first(tenant), at=20, tries=10, error="HTTP 500"))
    assert await tenant.outbox.count_waiting("lane-1") == 1
    assert await tenant.outbox.count_waiting("lane-9") == 0


async def test_one_that_is_dropped_frees_its_lane(tenant: TenantStore) -> None:
    await add(tenant, delivery("d-1"), delivery("d-2"))
    assert await tenant.outbox.drop("d-1", now=20)
    assert not await tenant.outbox.drop("d-1", now=20)
    assert (await find(tenant, "d-2")).next_at == 20


async def test_one_in_hand_is_not_dropped(tenant: TenantStore) -> None:
    await add(tenant, delivery())
    await claim(tenant, now=10)
    assert not await tenant.outbox.drop("d-1", now=20)
    assert await tenant.outbox.drop("d-1", now=200)


async def test_deliveries_are_found_by(tenant: TenantStore) -> None:
    await add(tenant, delivery("d-1", at=1), delivery("d-2", lane="lane-2", peer="rival", at=2))
    await tenant.commit(StopLane("lane-1", "stopped"))
    await add(tenant, replace(delivery("d-3", lane="lane-3", at=2), task_id="t-3"))

    async def names(**query: Any) -> list[str]:
        return [row.id for row in await tenant.outbox.list_page(DeliveryQuery(**query))]

    assert await names() == ["d-3", "d-2", "d-1"]
    assert await names(state=DeliveryState.DEAD) == ["d-1"]
    assert await names(state=DeliveryState.WAITING, peer="rival") == ["d-2"]
    assert await names(task_id="t-3") == ["d-3"]
    assert await names(limit=1, before=2, before_id="d-3") == ["d-2"]


async def test_old_dead_letters_are_forgotten(tenant: TenantStore) -> None:
    for name, at in (("d-1", 1), ("d-2", 8)):
        await add(tenant, delivery(name, lane=name, at=at))
        await tenant.commit(StopLane(name, "stopped"))
    await add(tenant, delivery("d-3", lane="d-3", at=1))
    assert await tenant.outbox.forget_dead(before=8) == 1
    assert await tenant.outbox.find("d-1") is None
    assert await tenant.outbox.find("d-3") is not None


async def test_each_tenant_has_its_own(store: Store) -> None:
    ours, theirs = store.for_tenant("vendor"), store.for_tenant("rival")
    await add(ours, delivery())
    await add(theirs, replace(delivery(), created_at=7))
    assert await claim(ours) == [replace(delivery(), next_at=5, lease=110)]
    await theirs.commit(StopLane("lane-1", "stopped"))
    assert not await theirs.outbox.drop("d-2", now=20)
    assert (await find(ours)).state is DeliveryState.WAITING


async def test_what_many_claim_at_once_is_given_once(tenant: TenantStore) -> None:
    await add(tenant, *[delivery(f"d-{n}", lane=f"lane-{n}") for n in range(20)])
    claimed = await asyncio.gather(*(claim_ids(tenant, limit=3, per_peer=99) for _ in range(10)))
    names = [name for names in claimed for name in names]
    assert len(names) == len(set(names)) == 20


async def test_a_start_finds_what_was_in_hand_at_a_stop(url: str) -> None:
    store = await open_store(url)
    await add(store.for_tenant("vendor"), delivery())
    await claim(store.for_tenant("vendor"))
    await store.close()
    store = await open_store(url)
    assert await claim_ids(store.for_tenant("vendor")) == ["d-1"]
    await store.close()


@pytest.mark.parametrize("name", ["d-1", "d-2"])
async def test_whatever_is_dropped_the_rest_of_the_lane_leaves(
    tenant: TenantStore, name: str
) -> None:
    await add(tenant, delivery("d-1"), delivery("d-2"))
    await tenant.outbox.drop(name, now=20)
    assert len(await claim_ids(tenant, now=20)) == 1
