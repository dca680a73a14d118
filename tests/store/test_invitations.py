"""Invitations: found by the hash of their code, and used up once, with all else or not at all."""

import asyncio

import pytest
from msgspec.structs import replace

from gateway.core.seal import SEAL_BYTES
from gateway.store.base import Store, TenantStore
from gateway.store.invitation import AddInvitation, Invitation, InvitationGone, TakeInvitation
from gateway.store.managed import ManagedPeer, SaveManagedPeer

OPEN = Invitation("hash-a", "acme", '{"name":"acme"}', 10, 100)
TAKE = TakeInvitation("hash-a", b"digest", b"\x01seal-one\x00rest", 50)


async def test_one_is_found_by_its_hash_alone(tenant: TenantStore) -> None:
    await tenant.commit(AddInvitation(OPEN))
    assert await tenant.invitations.find("hash-a") == OPEN
    assert await tenant.invitations.find("hash-b") is None


async def test_they_are_listed_newest_first(tenant: TenantStore) -> None:
    newer = replace(OPEN, code_hash="hash-b", created_at=20)
    await tenant.commit(AddInvitation(OPEN), AddInvitation(newer))
    assert await tenant.invitations.list_all() == [newer, OPEN]


async def test_one_that_is_used_says_what_came_and_what_was_answered(tenant: TenantStore) -> None:
    await tenant.commit(AddInvitation(OPEN))
    await tenant.commit(TAKE)
    used = replace(OPEN, used_at=50, digest=b"digest", sealed=TAKE.sealed)
    assert await tenant.invitations.find("hash-a") == used
    assert await tenant.sealed.list_seals() == [TAKE.sealed[:SEAL_BYTES]]


@pytest.mark.parametrize("take", [TAKE, replace(TAKE, code_hash="hash-b"), replace(TAKE, at=100)])
async def test_one_that_is_used_unknown_or_expired_takes_nothing_with_it(
    tenant: TenantStore, take: TakeInvitation
) -> None:
    await tenant.commit(AddInvitation(OPEN))
    if take is TAKE:
        await tenant.commit(TAKE)
    with pytest.raises(InvitationGone):
        await tenant.commit(take, SaveManagedPeer(ManagedPeer("late", "{}")))
    assert await tenant.managed.list_all() == []


async def test_of_many_who_use_one_at_once_one_does(tenant: TenantStore) -> None:
    await tenant.commit(AddInvitation(OPEN))
    units = [
        tenant.commit(
            replace(TAKE, digest=bytes([number])),
            SaveManagedPeer(ManagedPeer(f"peer-{number}", "{}")),
        )
        for number in range(10)
    ]
    outcomes = await asyncio.gather(*units, return_exceptions=True)
    assert sum(outcome is None for outcome in outcomes) == 1
    assert sum(isinstance(outcome, InvitationGone) for outcome in outcomes) == 9
    assert len(await tenant.managed.list_all()) == 1


async def test_only_unused_ones_are_withdrawn(tenant: TenantStore) -> None:
    other = replace(OPEN, code_hash="hash-b")
    third = replace(OPEN, code_hash="hash-c", peer="globex")
    await tenant.commit(AddInvitation(OPEN), AddInvitation(other), AddInvitation(third))
    await tenant.commit(TAKE)
    assert await tenant.invitations.withdraw("acme") == 1
    assert await tenant.invitations.withdraw("acme") == 0
    left = {row.code_hash for row in await tenant.invitations.list_all()}
    assert left == {"hash-a", "hash-c"}


async def test_answers_are_forgotten_before_the_invitations(tenant: TenantStore) -> None:
    await tenant.commit(AddInvitation(OPEN))
    await tenant.commit(TAKE)
    await tenant.invitations.tidy(answers_before=50, before=100)
    assert (await tenant.invitations.list_all())[0].sealed
    await tenant.invitations.tidy(answers_before=51, before=100)
    [left] = await tenant.invitations.list_all()
    assert (left.used_at, left.sealed) == (50, b"")
    assert await tenant.sealed.list_seals() == []
    await tenant.invitations.tidy(answers_before=51, before=101)
    assert await tenant.invitations.list_all() == []


async def test_each_tenant_has_its_own(store: Store) -> None:
    await store.for_tenant("vendor").commit(AddInvitation(OPEN))
    other = store.for_tenant("other")
    assert await other.invitations.find("hash-a") is None
    assert await other.invitations.withdraw("acme") == 0
    with pytest.raises(InvitationGone):
        await other.commit(TAKE)
    assert await store.for_tenant("vendor").invitations.find("hash-a") == OPEN
