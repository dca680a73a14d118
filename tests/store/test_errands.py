"""Where tasks went: one errand a task, and the newest of a conversation says where it stays."""

from msgspec.structs import replace

from gateway.store.base import Store, TenantStore
from gateway.store.errand import Errand, RecordErrand

ROUTED = Errand("task-1", "acme", "context", route="billing", skill="bill", at=5)
HANDED = replace(
    ROUTED,
    task_id="task-2",
    route="",
    peer="vendor",
    remote_task="theirs",
    remote_context="there",
    at=6,
)


async def keep(tenant: TenantStore, *errands: Errand) -> None:
    await tenant.commit(*map(RecordErrand, errands))


async def test_it_is_read_as_it_was_kept(tenant: TenantStore) -> None:
    await keep(tenant, ROUTED, HANDED)
    assert await tenant.errands.find("task-1") == ROUTED
    assert await tenant.errands.find("task-2") == HANDED
    assert await tenant.errands.find("task-3") is None


async def test_of_a_task_the_newest_stays(tenant: TenantStore) -> None:
    later = replace(ROUTED, skill="help", peer="vendor", at=9)
    await keep(tenant, ROUTED)
    await keep(tenant, later)
    assert await tenant.errands.find("task-1") == later


async def test_a_conversation_knows_the_newest_that_a_route_led(tenant: TenantStore) -> None:
    older = replace(ROUTED, task_id="task-0", route="sales", at=4)
    await keep(tenant, ROUTED, older, HANDED)
    assert await tenant.errands.find_routed("acme", "context") == ROUTED


async def test_a_conversation_knows_the_newest_that_was_given_for_a_skill(
    tenant: TenantStore,
) -> None:
    other = replace(HANDED, task_id="task-3", skill="help", at=7)
    older = replace(HANDED, task_id="task-4", at=5)
    await keep(tenant, HANDED, ROUTED, other, older)
    assert await tenant.errands.find_handed("acme", "context", "bill") == HANDED


async def test_another_callers_conversation_of_the_same_name_is_another(
    tenant: TenantStore, store: Store
) -> None:
    await keep(tenant, ROUTED, HANDED)
    for caller, context in (("rival", "context"), ("acme", "other")):
        assert await tenant.errands.find_routed(caller, context) is None
        assert await tenant.errands.find_handed(caller, context, "bill") is None
    elsewhere = store.for_tenant("elsewhere").errands
    assert await elsewhere.find("task-1") is None
    assert await elsewhere.find_routed("acme", "context") is None


async def test_the_old_ones_are_forgotten(tenant: TenantStore) -> None:
    await keep(tenant, ROUTED, HANDED)
    assert await tenant.errands.forget(6) == 1
    assert await tenant.errands.find("task-1") is None
    assert await tenant.errands.find("task-2") == HANDED
