"""Pins on the memory store."""

import pytest

from gateway.outbox.pins import Pins
from gateway.store import open_store
from gateway.store.base import TenantStore
from tests.outbox.pins.cards import make_pins


@pytest.fixture
async def tenant() -> TenantStore:
    return (await open_store("memory:")).for_tenant("default")


@pytest.fixture
def pins(tenant: TenantStore) -> Pins:
    return make_pins(tenant)
