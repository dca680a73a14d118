"""The cards by which peers are known: kept, replaced, forgotten; and how they have changed."""

from msgspec.structs import replace

from gateway.store.base import Store, TenantStore
from gateway.store.pin import (
    KEPT_CHANGES,
    CardChange,
    CardPin,
    ForgetPin,
    PinOutcome,
    RecordCardChange,
    SavePin,
    SeenCard,
    SignatureStatus,
)

CARD = SeenCard(
    '{"name":"Acme"}', "https://acme.example/agent-card", 7, SignatureStatus.UNKNOWN_KEY
)
PIN = CardPin(
    peer="acme",
    url="https://acme.example",
    card=CARD,
    held=replace(CARD, text='{"name":"Evil"}', at=9, signature=SignatureStatus.BAD),
    keys=('{"kty":"OKP"}', '{"kty":"EC"}'),
    origins=("https://agents.acme.example:443",),
    invited='{"kty":"OKP"}',
)


def change(at: int, peer: str = "acme") -> CardChange:
    return CardChange(peer, at, PinOutcome.ADOPTED, '[{"field":"name"}]')


async def test_a_pin_is_found_as_it_was_saved(tenant: TenantStore) -> None:
    bare = CardPin("bare", "https://bare.example")
    await tenant.commit(SavePin(PIN), SavePin(bare))
    assert await tenant.pins.find("acme") == PIN
    assert await tenant.pins.find("other") is None
    assert await tenant.pins.list_all() == [PIN, bare]


async def test_of_each_peer_there_is_one(tenant: TenantStore) -> None:
    await tenant.commit(SavePin(PIN))
    await tenant.commit(SavePin(replace(PIN, held=None)))
    assert await tenant.pins.list_all() == [replace(PIN, held=None)]


async def test_changes_are_listed_newest_first(tenant: TenantStore) -> None:
    await tenant.commit(RecordCardChange(change(1)), RecordCardChange(change(2, "other")))
    await tenant.commit(RecordCardChange(change(3)))
    assert list(await tenant.pins.list_changes("acme")) == [change(3), change(1)]


async def test_so_many_changes_are_kept_of_each_peer(tenant: TenantStore) -> None:
    await tenant.commit(RecordCardChange(change(0, "other")))
    for at in range(KEPT_CHANGES + 3):
        await tenant.commit(RecordCardChange(change(at)))
    kept = await tenant.pins.list_changes("acme")
    assert [row.at for row in kept] == list(range(KEPT_CHANGES + 2, 2, -1))
    assert len(await tenant.pins.list_changes("other")) == 1


async def test_what_is_forgotten_is_gone_with_its_changes(tenant: TenantStore) -> None:
    await tenant.commit(SavePin(PIN), RecordCardChange(change(1)))
    await tenant.commit(ForgetPin("acme"))
    assert await tenant.pins.find("acme") is None
    assert list(await tenant.pins.list_changes("acme")) == []


async def test_each_tenant_has_its_own(store: Store) -> None:
    await store.for_tenant("vendor").commit(SavePin(PIN), RecordCardChange(change(1)))
    other = store.for_tenant("other")
    assert await other.pins.list_all() == []
    await other.commit(ForgetPin("acme"))
    assert await store.for_tenant("vendor").pins.find("acme") == PIN
