"""Runs that an operator wants now."""

import asyncio
from pathlib import Path

from gateway.automations import Automations
from gateway.config.automation_row import AutomationRow
from gateway.store import open_store
from tests.automations.conftest import House

ROW = AutomationRow.model_validate({"name": "daily", "cron": "0 9 * * *", "skill": "a"})


async def test_those_that_are_wanted_at_the_same_moment_are_several(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path}/gate.db")
    house = House(store.for_tenant("vendor"))
    automations = Automations(house.tenant, lambda: [ROW], lambda: None, house.clock)
    wanted = await asyncio.gather(*(automations.run("daily") for _ in range(3)))
    assert {row.id for row in await house.owed()} == {*wanted}
    assert len({*wanted}) == 3
    await store.close()
