"""Two gateways become peers by an invitation, and nobody else does."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.peers.company import Company, company


@pytest.fixture
async def acme(tmp_path: Path) -> AsyncIterator[Company]:
    async with company(tmp_path, "Acme Sales") as gateway:
        yield gateway


@pytest.fixture
async def globex(tmp_path: Path) -> AsyncIterator[Company]:
    async with company(tmp_path, "Globex") as gateway:
        yield gateway


async def test_both_sides_call_each_other_afterwards(acme: Company, globex: Company) -> None:
    invite = await acme.invite("globex")
    await globex.accept(invite, "acme")
    assert (acme.row("globex").status, globex.row("acme").status) == ("active", "active")
    assert await acme.call("globex") == {"n": 1}
    assert await globex.call("acme") == {"n": 1}
