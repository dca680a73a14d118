"""What is stored sealed is found whatever it is of, and is sealed anew in its place."""

import sqlite3
from contextlib import closing

from msgspec.structs import replace

from gateway.bundled import bundled
from gateway.core.seal import SEAL_BYTES
from gateway.store.base import Store, TenantStore
from gateway.store.engine.sqlite_migrate import migrate
from gateway.store.invitation import AddInvitation, Invitation
from gateway.store.managed import PeerSecret, Purpose, SaveSecret
from gateway.store.push import PushRecord, SavePushConfig
from gateway.store.sealed import PLACES, Resealed, SealedValue
from gateway.store.signing import SaveSigningKey, SigningKey
from gateway.store.writes import Unit

OLD, NEW = b"\x01seal-one", b"\x01seal-two"
SECRET = OLD + b"\x00rest"
UNIT: Unit = (
    SaveSigningKey(SigningKey("k-1", "ES256", "{}", SECRET, 5)),
    SavePushConfig(PushRecord("t-1", "p-1", "acme", "https://acme.example", sealed=SECRET)),
    SaveSecret(PeerSecret("acme", Purpose.OUTBOUND, "https://acme.example", SECRET)),
    AddInvitation(Invitation("hash", "acme", "{}", 5, 9, 7, b"digest", SECRET)),
)
ALL = {
    ("signing_keys", "k-1"),
    ("push_configs", "t-1", "p-1"),
    ("peer_secrets", "acme", "outbound", "https://acme.example"),
    ("invitations", "hash"),
}


async def others(tenant: TenantStore, seal: bytes = NEW, limit: int = 10) -> list[SealedValue]:
    return await tenant.sealed.list_others(seal, limit)


async def test_all_that_another_key_has_sealed_is_listed(tenant: TenantStore) -> None:
    await tenant.commit(*UNIT)
    found = await others(tenant)
    assert {value.place for value in found} == ALL
    assert {value.sealed for value in found} == {SECRET}
    assert await others(tenant, OLD) == []
    assert len(await others(tenant, limit=3)) == 3


async def test_what_is_sealed_anew_takes_the_place_of_the_old(tenant: TenantStore) -> None:
    await tenant.commit(*UNIT)
    fresh = NEW + b"\x00rest"
    await tenant.sealed.replace([Resealed(value, fresh) for value in await others(tenant)])
    assert await others(tenant) == []
    assert {value.place for value in await others(tenant, OLD)} == ALL
    assert {value.sealed for value in await others(tenant, OLD)} == {fresh}
    assert await tenant.sealed.list_seals() == [NEW]
    [key] = await tenant.list_signing_keys()
    assert (key.sealed, key.public, key.created_at) == (fresh, "{}", 5)


async def test_what_has_changed_meanwhile_stays(tenant: TenantStore) -> None:
    await tenant.commit(*UNIT)
    found = await others(tenant)
    changed = SigningKey("k-1", "ES256", "{}", OLD + b"\x00newer", 5)
    await tenant.commit(SaveSigningKey(changed))
    await tenant.sealed.replace([Resealed(value, NEW + b"\x00rest") for value in found])
    assert await tenant.list_signing_keys() == [changed]
    assert [value.place for value in await others(tenant)] == [("signing_keys", "k-1")]


async def test_what_is_gone_meanwhile_stays_gone(tenant: TenantStore) -> None:
    await tenant.commit(*UNIT)
    found = await others(tenant)
    await tenant.forget_signing_key("k-1")
    await tenant.sealed.replace([Resealed(value, NEW + b"\x00rest") for value in found])
    assert await tenant.list_signing_keys() == []


async def test_what_holds_nothing_is_left_out(tenant: TenantStore) -> None:
    retired = SigningKey("k-1", "ES256", "{}", b"", 5, 9)
    await tenant.commit(SaveSigningKey(retired))
    assert (await others(tenant), await tenant.sealed.list_seals()) == ([], [])


async def test_each_tenant_has_its_own(store: Store) -> None:
    await store.for_tenant("vendor").commit(*UNIT)
    other = store.for_tenant("other")
    assert await others(other) == []
    values = [Resealed(SealedValue(place, SECRET), NEW) for place in ALL]
    await other.sealed.replace(values)
    assert {value.sealed for value in await others(store.for_tenant("vendor"))} == {SECRET}


def test_no_sealed_column_is_left_out() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, bundled("migrations"))
        tables = connection.execute(
            "SELECT DISTINCT t.name FROM sqlite_schema t, pragma_table_info(t.name) c"
            " WHERE t.type = 'table' AND c.name LIKE '%sealed%'"
        ).fetchall()
    assert {name for (name,) in tables} == set(PLACES)


def test_a_value_shows_nothing_of_itself() -> None:
    value = SealedValue(("signing_keys", "k-1"), SECRET)
    assert "seal-one" not in repr(replace(value)) + repr(Resealed(value, SECRET))
    assert len(OLD) == SEAL_BYTES
