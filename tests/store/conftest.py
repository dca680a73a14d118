"""Every engine, so that each rule is tested on all of them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.store import ENGINES, open_store
from gateway.store.base import Store, TenantStore

_URLS = {"memory": "memory:", "sqlite": "sqlite:///{folder}/gate.db"}


@pytest.fixture(params=ENGINES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    store = await open_store(_URLS[request.param].format(folder=tmp_path))
    yield store
    await store.close()


@pytest.fixture
def tenant(store: Store) -> TenantStore:
    return store.for_tenant("vendor")


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A store in a file that is not there yet."""
    return _URLS["sqlite"].format(folder=tmp_path)
