"""After a change of the secret key, what is stored is sealed anew, and says what it said."""

import pytest
from msgspec.structs import replace

from gateway.auth.secrets import Safe
from gateway.core.errors import SecretError
from gateway.core.push import PushConfig
from gateway.outbox import PushSafe
from gateway.store import open_store
from gateway.store.base import TenantStore
from gateway.store.push import SavePushConfig
from gateway.wiring.reseal import reseal

OLD, NEW = "old-" * 8, "new-" * 8
CONFIG = PushConfig("", "p-1", "https://acme.example/hook", "token", "Bearer", "credentials")


async def make_store(number: int) -> TenantStore:
    tenant = (await open_store("memory:")).for_tenant("vendor")
    safe = PushSafe(Safe(OLD), "vendor")
    for task in range(number):
        config = replace(CONFIG, task_id=f"t-{task}")
        await tenant.commit(SavePushConfig(safe.seal(config, peer="acme", dialect="x", at=1)))
    return tenant


async def test_the_new_key_alone_opens_all_that_the_old_one_sealed() -> None:
    tenant = await make_store(450)
    both = Safe(NEW, OLD)
    assert await reseal(tenant, both, "vendor") == 450
    assert await reseal(tenant, both, "vendor") == 0
    assert Safe(NEW).opens(await tenant.sealed.list_seals())
    for task in (0, 449):
        [record] = await tenant.outbox.list_push_configs(f"t-{task}")
        opened = PushSafe(Safe(NEW), "vendor").open(record)
        assert (opened.token, opened.credentials) == (CONFIG.token, CONFIG.credentials)


@pytest.mark.parametrize("keys", [(NEW,), (NEW, OLD)])
async def test_what_does_not_open_is_named_and_left_as_it_is(keys: tuple[str, ...]) -> None:
    tenant = await make_store(1)
    [record] = await tenant.outbox.list_push_configs("t-0")
    before = await tenant.sealed.list_seals()
    # With both keys it is the other tenant that it does not open for.
    owner = "vendor" if len(keys) == 1 else "other"
    with pytest.raises(SecretError, match=f"{owner}/push_configs/t-0/p-1"):
        await reseal(tenant, Safe(*keys), owner)
    assert await tenant.sealed.list_seals() == before
    assert [record] == await tenant.outbox.list_push_configs("t-0")
