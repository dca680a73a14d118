"""Where callers want to be told of their tasks: kept by task, in their order, on every engine."""

from msgspec.structs import replace

from gateway.core.seal import SEAL_BYTES
from gateway.store.base import Store, TenantStore
from gateway.store.outbox import AddDelivery, Claiming
from gateway.store.push import DisablePushConfig, ForgetPushConfig, PushRecord, SavePushConfig
from gateway.store.writes import InsertTask, UpdateTask
from tests.store.values import delivery, newer, record

CONFIG = PushRecord(
    task_id="t-1",
    id="p-1",
    peer="acme",
    url="https://acme.example/hook",
    scheme="Bearer",
    sealed=b"\1" * SEAL_BYTES + b"\0sealed\xff",
    dialect="a2a-1.0",
    created_at=5,
)


async def ids(tenant: TenantStore, task_id: str = "t-1") -> list[str]:
    return [found.id for found in await tenant.outbox.list_push_configs(task_id)]


async def test_a_config_is_found_again_by_its_task(tenant: TenantStore) -> None:
    await tenant.commit(SavePushConfig(CONFIG))
    assert await tenant.outbox.list_push_configs("t-1") == [CONFIG]
    assert await tenant.outbox.list_push_configs("t-2") == []


async def test_configs_are_listed_in_the_order_in_which_they_were_made(tenant: TenantStore) -> None:
    for config_id, at in (("b", 7), ("c", 6), ("a", 7)):
        await tenant.commit(SavePushConfig(replace(CONFIG, id=config_id, created_at=at)))
    assert await ids(tenant) == ["c", "a", "b"]


async def test_one_of_the_same_id_is_replaced_in_its_place(tenant: TenantStore) -> None:
    await tenant.commit(SavePushConfig(CONFIG))
    await tenant.commit(SavePushConfig(replace(CONFIG, id="p-2", created_at=6)))
    await tenant.commit(DisablePushConfig("t-1", "p-1", "gone"))
    changed = replace(
        CONFIG,
        url="https://acme.example/other",
        scheme="",
        sealed=b"",
        dialect="a2a-0.3",
        created_at=9,
    )
    await tenant.commit(SavePushConfig(changed))
    found = await tenant.outbox.list_push_configs("t-1")
    assert found[0] == replace(changed, created_at=5)
    assert [config.id for config in found] == ["p-1", "p-2"]


async def test_a_disabled_one_stays_and_says_why(tenant: TenantStore) -> None:
    await tenant.commit(SavePushConfig(CONFIG))
    await tenant.commit(DisablePushConfig("t-1", "p-1", "the receiver is gone"))
    await tenant.commit(DisablePushConfig("t-1", "other", "the receiver is gone"))
    found = await tenant.outbox.list_push_configs("t-1")
    assert found == [replace(CONFIG, disabled="the receiver is gone")]


async def test_a_config_goes_with_what_waits_for_it(tenant: TenantStore) -> None:
    theirs = delivery("d-1", lane=CONFIG.lane)
    other = delivery("d-2", lane=replace(CONFIG, id="p-2").lane)
    await tenant.commit(SavePushConfig(CONFIG), AddDelivery(theirs), AddDelivery(other))
    await tenant.commit(ForgetPushConfig("t-1", "p-1"), ForgetPushConfig("t-1", "missing"))
    assert await ids(tenant) == []
    assert await tenant.outbox.find("d-1") is None
    assert await tenant.outbox.find("d-2") is not None


async def test_what_is_in_hand_outlives_its_config(tenant: TenantStore) -> None:
    await tenant.commit(SavePushConfig(CONFIG), AddDelivery(delivery("d-1", lane=CONFIG.lane)))
    await tenant.outbox.claim(Claiming(now=10, lease=20, limit=9, per_peer=9))
    await tenant.commit(ForgetPushConfig("t-1", "p-1"))
    assert await tenant.outbox.find("d-1") is not None


async def test_a_config_and_a_delivery_are_kept_with_their_unit_or_not_at_all(
    tenant: TenantStore,
) -> None:
    await tenant.commit(InsertTask(record()))
    stale = UpdateTask(newer(record("t-9")))
    try:
        await tenant.commit(SavePushConfig(CONFIG), AddDelivery(delivery("d-1")), stale)
    except Exception:  # noqa: BLE001
        pass
    assert await ids(tenant) == []
    assert await tenant.outbox.find("d-1") is None


async def test_each_tenant_has_its_own(store: Store) -> None:
    await store.for_tenant("vendor").commit(SavePushConfig(CONFIG))
    other = store.for_tenant("other")
    assert await ids(other) == []
    await other.commit(ForgetPushConfig("t-1", "p-1"), DisablePushConfig("t-1", "p-1", "no"))
    assert await store.for_tenant("vendor").outbox.list_push_configs("t-1") == [CONFIG]


async def test_its_seal_is_one_of_those_that_a_start_needs_a_key_for(tenant: TenantStore) -> None:
    await tenant.commit(SavePushConfig(CONFIG), SavePushConfig(replace(CONFIG, id="x", sealed=b"")))
    assert await tenant.sealed.list_seals() == [CONFIG.sealed[:SEAL_BYTES]]
