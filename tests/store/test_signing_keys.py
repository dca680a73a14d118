"""The keys that sign the card: kept, changed, deleted."""

from msgspec.structs import replace

from gateway.core.seal import SEAL_BYTES
from gateway.store.base import Store, TenantStore
from gateway.store.signing import SaveSigningKey, SigningKey

OLD = SigningKey("k-b", "ES256", '{"kty":"EC"}', b"\x01seal-one\x00rest", 5)
NEW = SigningKey("k-a", "EdDSA", '{"kty":"OKP"}', b"\x01seal-two\xffrest", 7)


async def test_they_are_listed_oldest_first(tenant: TenantStore) -> None:
    await tenant.commit(SaveSigningKey(NEW), SaveSigningKey(OLD))
    assert await tenant.list_signing_keys() == [OLD, NEW]


async def test_a_key_that_is_saved_again_is_replaced(tenant: TenantStore) -> None:
    retired = replace(OLD, retired_at=9)
    await tenant.commit(SaveSigningKey(OLD))
    await tenant.commit(SaveSigningKey(retired))
    assert await tenant.list_signing_keys() == [retired]


async def test_a_deleted_key_is_gone(tenant: TenantStore) -> None:
    await tenant.commit(SaveSigningKey(OLD), SaveSigningKey(NEW))
    assert await tenant.forget_signing_key(OLD.kid) == 1
    assert await tenant.forget_signing_key(OLD.kid) == 0
    assert await tenant.list_signing_keys() == [NEW]


async def test_each_seal_is_told_once(tenant: TenantStore) -> None:
    assert await tenant.sealed.list_seals() == []
    await tenant.commit(SaveSigningKey(OLD), SaveSigningKey(NEW), SaveSigningKey(twin(OLD)))
    assert set(await tenant.sealed.list_seals()) == {
        OLD.sealed[:SEAL_BYTES],
        NEW.sealed[:SEAL_BYTES],
    }
    assert len(await tenant.sealed.list_seals()) == 2


async def test_what_holds_nothing_has_no_seal(tenant: TenantStore) -> None:
    await tenant.commit(SaveSigningKey(replace(OLD, sealed=b"", retired_at=9)))
    assert await tenant.sealed.list_seals() == []


async def test_each_tenant_has_its_own(store: Store) -> None:
    await store.for_tenant("vendor").commit(SaveSigningKey(OLD))
    other = store.for_tenant("other")
    assert await other.list_signing_keys() == []
    assert await other.sealed.list_seals() == []
    assert await other.forget_signing_key(OLD.kid) == 0


def twin(key: SigningKey) -> SigningKey:
    return replace(key, kid=f"{key.kid}-2")


def test_a_key_shows_nothing_of_its_private_half() -> None:
    assert "seal" not in repr(OLD)
