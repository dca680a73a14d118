"""Runs under way when the gateway stops."""

import asyncio
from dataclasses import dataclass, field

from gateway.automations.carry import RunCarrier
from gateway.automations.deed import Done, Run
from gateway.automations.occasion import asked, noticed
from gateway.automations.pace import Pace
from gateway.config.automation_row import AutomationRow
from gateway.core.json import JsonObject
from gateway.outbox.verdict import GivenUp, PutOff, Settled, Verdict
from tests.automations.conftest import House
from tests.until import until

ROW = AutomationRow.model_validate({"name": "slow", "on": "*", "skill": "slow"})


@dataclass
class Slow:
    """A deed that is done when it is let."""

    begun: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def prepare(self, run: Run) -> JsonObject:
        return {}

    async def do(self, run: Run) -> Done:
        self.begun += 1
        await self.gate.wait()
        return Done("done")


def carrier_of(house: House, deed: Slow) -> RunCarrier:
    return RunCarrier(
        house.tenant, lambda _: ROW, lambda _: deed, Pace(), house.clock, random=lambda: 0
    )


def carry(carrier: RunCarrier, house: House) -> asyncio.Task[Verdict]:
    delivery = asked("slow", house.now + house.ids, None, house.clock).delivery
    return asyncio.create_task(carrier.carry(delivery))


async def test_what_is_under_way_ends_and_nothing_more_begins(house: House) -> None:
    deed = Slow()
    carrier = RunCarrier(
        house.tenant, lambda _: ROW, lambda _: deed, Pace(), house.clock, lambda: 0
    )
    running = carry(carrier, house)
    await until(lambda: deed.begun)
    closing = asyncio.create_task(carrier.close(30))
    await until(carrier._closing.is_set)
    assert isinstance(await carry(carrier, house), PutOff)
    assert not closing.done()
    deed.gate.set()
    await closing
    assert isinstance(await running, Settled)
    assert deed.begun == 1


async def test_what_takes_too_long_does_not_hold_up_the_stop(house: House) -> None:
    deed = Slow()
    carrier = RunCarrier(
        house.tenant, lambda _: ROW, lambda _: deed, Pace(), house.clock, lambda: 0
    )
    running = carry(carrier, house)
    await until(lambda: deed.begun)
    await carrier.close(0.01)
    assert not running.done()
    running.cancel()


async def test_what_waits_of_one_that_is_switched_off_is_not_run(house: House) -> None:
    deed = Slow()
    off = ROW.model_copy(update={"enabled": False})
    carrier = RunCarrier(
        house.tenant, lambda _: off, lambda _: deed, Pace(), house.clock, lambda: 0
    )
    waits = noticed("slow", await house.notice(), house.clock).delivery
    verdict = await carrier.carry(waits)
    assert isinstance(verdict, GivenUp)
    assert "slow is switched off" in verdict.error
    deed.gate.set()
    assert isinstance(await carry(carrier, house), Settled)
