"""A dispatcher of a config that can be changed, and what it had carried."""

from collections.abc import Iterable
from typing import Any

from gateway.automations.dispatch import Dispatcher
from gateway.automations.listener import Listener, listeners_of
from gateway.automations.occasion import AUTOMATION, read_fields
from gateway.config import Settings
from gateway.observe.log import get_log
from tests.automations.conftest import House
from tests.config.test_read import AGENT, parse

LOG = get_log("test")


def automation(name: str, *lines: str) -> str:
    return "\n".join((f'[[automations]]\nname = "{name}"\nskill = "a"', *lines, ""))


def settings(*rows: str) -> Settings:
    return parse(AGENT + "\n".join(rows))


SIGNALS = automation("signals", 'on = "signal.received"')
COUNTED = automation("counted", 'on = "signal.*"', "min_count = 3", "window = 60")


class Desk:
    """A dispatcher of the config that is set; what it wakes is counted."""

    def __init__(self, house: House, config: Settings) -> None:
        self.house = house
        self.config = config
        self.woken = 0
        self.dispatcher = self.restarted()

    def restarted(self) -> Dispatcher:
        def listeners() -> Iterable[Listener]:
            return listeners_of(self.config, self.house.clock)

        self.dispatcher = Dispatcher(self.house.tenant, listeners, self._wake, LOG)
        return self.dispatcher

    def _wake(self) -> None:
        self.woken += 1

    async def work(self) -> None:
        while await self.dispatcher.dispatch():
            pass

    async def runs(self) -> list[tuple[str, Any]]:
        """Which automations run, and for which data, in the order of both."""
        owed = [row for row in await self.house.owed() if row.kind == AUTOMATION]
        return sorted(((row.target, read_fields(row)["data"]) for row in owed), key=str)
