"""A client whose every socket is seen."""

from collections.abc import AsyncIterator

import pytest

from gateway.net import make_tls
from gateway.net.client import HttpClient
from tests.net.servers import Tripwire


@pytest.fixture
def tripwire() -> Tripwire:
    return Tripwire()


@pytest.fixture
async def client(tripwire: Tripwire) -> AsyncIterator[HttpClient]:
    async with HttpClient(make_tls(), connect_seconds=60, open_socket=tripwire) as client:
        yield client
