"""Managed peers and what is secret between them and us: kept, replaced, forgotten."""

from msgspec.structs import replace

from gateway.core.seal import SEAL_BYTES
from gateway.store.base import Store, TenantStore
from gateway.store.managed import (
    ForgetManagedPeer,
    ForgetSecret,
    ForgetSecrets,
    ManagedPeer,
    PeerSecret,
    Purpose,
    SaveManagedPeer,
    SaveSecret,
)

ACME = ManagedPeer("acme", '{"name":"acme"}', '{"kty":"EC"}', "https://a.example/t", 5, 5)
GLOBEX = ManagedPeer("globex", '{"name":"globex"}', created_at=7, updated_at=7)
TOKEN = PeerSecret("acme", Purpose.OUTBOUND, "https://a.example:443", b"\x01seal-one\x00rest", 5)
NEWS = PeerSecret("acme", Purpose.ANNOUNCED, "k1", b"\x01seal-two\xffrest", 6)


async def test_they_are_listed_by_name(tenant: TenantStore) -> None:
    await tenant.commit(SaveManagedPeer(GLOBEX), SaveManagedPeer(ACME))
    assert await tenant.managed.list_all() == [ACME, GLOBEX]


async def test_one_is_found_by_its_name(tenant: TenantStore) -> None:
    await tenant.commit(SaveManagedPeer(ACME))
    assert await tenant.managed.find("acme") == ACME
    assert await tenant.managed.find("globex") is None


async def test_a_peer_that_is_saved_again_keeps_when_it_was_made(tenant: TenantStore) -> None:
    await tenant.commit(SaveManagedPeer(ACME))
    await tenant.commit(SaveManagedPeer(replace(ACME, row="{}", created_at=9, updated_at=9)))
    assert await tenant.managed.list_all() == [replace(ACME, row="{}", updated_at=9)]


async def test_a_forgotten_peer_is_gone_and_another_may_take_its_place(tenant: TenantStore) -> None:
    await tenant.commit(SaveManagedPeer(ACME), SaveManagedPeer(GLOBEX))
    await tenant.commit(ForgetManagedPeer("globex"))
    assert await tenant.managed.list_all() == [ACME]
    await tenant.commit(
        ForgetManagedPeer("acme"),
        ForgetSecrets("acme"),
        SaveManagedPeer(replace(ACME, created_at=9)),
        SaveSecret(TOKEN),
    )
    assert await tenant.managed.list_all() == [replace(ACME, created_at=9)]
    assert await tenant.managed.find_secret("acme", Purpose.OUTBOUND) == TOKEN


async def test_of_each_purpose_the_newest_secret_stays(tenant: TenantStore) -> None:
    newer = replace(TOKEN, sealed=b"\x01seal-one\x00other", at=8)
    await tenant.commit(SaveSecret(TOKEN), SaveSecret(NEWS))
    await tenant.commit(SaveSecret(newer))
    assert await tenant.managed.list_secrets(Purpose.OUTBOUND) == [newer]
    assert await tenant.managed.list_secrets(Purpose.ANNOUNCED) == [NEWS]
    assert await tenant.managed.find_secret("acme", Purpose.ACCEPTANCE) is None


async def test_a_secret_that_was_replaced_is_not_forgotten_with_the_old_one(
    tenant: TenantStore,
) -> None:
    newer = replace(NEWS, about="k2")
    await tenant.commit(SaveSecret(NEWS))
    await tenant.commit(SaveSecret(newer))
    await tenant.commit(ForgetSecret("acme", Purpose.ANNOUNCED, "k1"))
    assert await tenant.managed.find_secret("acme", Purpose.ANNOUNCED) == newer
    await tenant.commit(ForgetSecret("acme", Purpose.ANNOUNCED, "k2"))
    assert await tenant.managed.find_secret("acme", Purpose.ANNOUNCED) is None


async def test_all_that_is_secret_with_a_peer_is_forgotten_at_once(tenant: TenantStore) -> None:
    other = replace(TOKEN, peer="globex")
    await tenant.commit(SaveSecret(TOKEN), SaveSecret(NEWS), SaveSecret(other))
    await tenant.commit(ForgetSecrets("acme"))
    assert await tenant.managed.list_secrets(Purpose.OUTBOUND) == [other]
    assert await tenant.managed.list_secrets(Purpose.ANNOUNCED) == []


async def test_the_seals_of_secrets_are_told(tenant: TenantStore) -> None:
    await tenant.commit(SaveSecret(TOKEN), SaveSecret(NEWS))
    seals = {TOKEN.sealed[:SEAL_BYTES], NEWS.sealed[:SEAL_BYTES]}
    assert set(await tenant.sealed.list_seals()) == seals


async def test_each_tenant_has_its_own(store: Store) -> None:
    await store.for_tenant("vendor").commit(SaveManagedPeer(ACME), SaveSecret(TOKEN))
    other = store.for_tenant("other")
    await other.commit(ForgetManagedPeer("acme"), ForgetSecrets("acme"))
    assert await other.managed.list_all() == []
    assert await other.managed.find("acme") is None
    assert await other.managed.find_secret("acme", Purpose.OUTBOUND) is None
    assert await store.for_tenant("vendor").managed.list_all() == [ACME]
    assert await store.for_tenant("vendor").managed.list_secrets(Purpose.OUTBOUND) == [TOKEN]


def test_a_secret_shows_nothing_of_itself() -> None:
    assert "seal" not in repr(TOKEN)
