"""What is remembered of conversations: order, bounds, age, and whose it is."""

import pytest

from gateway.core.errors import StoreError
from gateway.core.message import Role
from gateway.store.base import Store, TenantStore
from gateway.store.conversation import Conversation, MemoryEntry, Remember
from gateway.store.writes import TakeClaim
from tests.store.values import claim


def said(turn: str, text: str, at: int = 1, role: Role = Role.USER) -> MemoryEntry:
    return MemoryEntry(turn, role, text, at)


def remember(
    *entries: MemoryEntry, peer: str = "acme", context: str = "c-1", keep: int = 20
) -> Remember:
    return Remember(peer, context, entries, keep)


async def test_what_was_said_is_remembered_in_its_order(tenant: TenantStore) -> None:
    first, second, third = said("t1", "a"), said("t1", "b", role=Role.AGENT), said("t2", "c")
    await tenant.commit(remember(first, second))
    await tenant.commit(remember(third))
    assert await tenant.conversations.read("acme", "c-1") == [first, second, third]


async def test_the_newest_entries_stay(tenant: TenantStore) -> None:
    for number in range(30):
        entries = (said(f"t{number}", "q"), said(f"t{number}", "a", role=Role.AGENT))
        await tenant.commit(remember(*entries, keep=5))
    turns = [entry.turn for entry in await tenant.conversations.read("acme", "c-1")]
    assert turns == ["t27", "t28", "t28", "t29", "t29"]


async def test_a_turn_that_comes_again_takes_its_own_place(tenant: TenantStore) -> None:
    await tenant.commit(remember(said("t1", "old"), said("t2", "between")))
    await tenant.commit(remember(said("t1", "new")))
    assert [entry.text for entry in await tenant.conversations.read("acme", "c-1")] == [
        "between",
        "new",
    ]


async def test_each_tenant_peer_and_context_has_its_own(store: Store) -> None:
    vendor, other = store.for_tenant("vendor"), store.for_tenant("other")
    await vendor.commit(remember(said("t", "mine")), remember(said("t", "b's"), peer="b"))
    await vendor.commit(remember(said("t", "later"), context="c-2"))
    await other.commit(remember(said("t", "other's")))
    assert [entry.text for entry in await vendor.conversations.read("acme", "c-1")] == ["mine"]
    assert await vendor.conversations.read("b", "c-2") == []
    await vendor.conversations.forget("acme", "c-1")
    assert len(await vendor.conversations.read("b", "c-1")) == 1
    assert len(await other.conversations.read("acme", "c-1")) == 1


async def test_contexts_are_listed_newest_first(tenant: TenantStore) -> None:
    await tenant.commit(remember(said("t1", "x", at=5), said("t2", "y", at=9)))
    await tenant.commit(remember(said("t3", "z", at=20), peer="b", context="c-2"))
    old, new = Conversation("acme", "c-1", 2, 9), Conversation("b", "c-2", 1, 20)
    assert await tenant.conversations.list_all() == [new, old]
    assert await tenant.conversations.list_all("acme") == [old]
    assert await tenant.conversations.list_all("nobody") == []


async def test_a_forgotten_context_is_gone(tenant: TenantStore) -> None:
    await tenant.commit(remember(said("t1", "x"), said("t2", "y")))
    assert await tenant.conversations.forget("acme", "c-1") == 2
    assert await tenant.conversations.forget("acme", "c-1") == 0
    assert await tenant.conversations.list_all() == []


async def test_what_is_old_is_forgotten(tenant: TenantStore) -> None:
    await tenant.commit(remember(said("t1", "old", at=5), said("t2", "new", at=10)))
    await tenant.commit(remember(said("t1", "old", at=5), context="c-2"))
    assert await tenant.conversations.forget_old(10) == 2
    assert [row.context_id for row in await tenant.conversations.list_all()] == ["c-1"]


async def test_a_refused_unit_leaves_no_memory(tenant: TenantStore) -> None:
    taken = TakeClaim(claim())
    await tenant.commit(taken)
    with pytest.raises(StoreError):
        await tenant.commit(remember(said("t1", "x")), taken)
    assert await tenant.conversations.read("acme", "c-1") == []
