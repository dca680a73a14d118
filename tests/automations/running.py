"""A whole gateway on the memory store whose automations a test sets off."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from gateway.config import Settings, read
from gateway.core.json import Json, JsonObject, decode
from gateway.core.notice import Notice, NoticeType
from gateway.store.notice import RaiseNotice
from gateway.store.outbox import Delivery, DeliveryQuery
from gateway.store.records import Activity
from gateway.wiring import Services, open_services
from tests.until import until_found

SKILLS = Path(__file__).with_name("skills")

_CONFIG = """
[agent]
name = "A"
[store]
url = "memory:"
[net]
allow_networks = ["127.0.0.0/8"]
[health]
interval_seconds = 0
"""


def parse(*rows: str) -> Settings:
    return read(_CONFIG + "\n".join(rows), SKILLS / "peers.toml", environ={})


def on_signal(*lines: str, name: str = "chore") -> str:
    return "\n".join((f'[[automations]]\nname = "{name}"\non = "signal.*"', *lines, ""))


@dataclass
class Gateway:
    services: Services

    async def signal(self, data: JsonObject | None = None) -> None:
        clock = self.services.clock
        notice = Notice(
            clock.new_id(), NoticeType.SIGNAL_RECEIVED, clock.now(), "s-1", "", data or {}
        )
        await self.services.tenant.commit(RaiseNotice(notice))

    async def rows(self, operation: str = "RunAutomation") -> list[Activity]:
        found = await self.services.tenant.list_activity()
        return [row for row in reversed(found) if row.operation == operation]

    async def ended(self, status: str = "success", count: int = 1) -> Activity:
        """The last run, when so many have ended this way."""

        async def find() -> bool:
            return [row.status for row in await self.rows()].count(status) == count

        await until_found(find)
        return (await self.rows())[-1]

    async def owed(self) -> list[Delivery]:
        return list(await self.services.tenant.outbox.list_page(DeliveryQuery()))

    async def dead(self) -> Delivery:
        """The one dead letter, when it is one."""

        async def find() -> bool:
            return [row.state for row in await self.owed()] == ["dead"]

        await until_found(find)
        return (await self.owed())[0]


@asynccontextmanager
async def serve(*rows: str, environ: Mapping[str, str] | None = None) -> AsyncIterator[Gateway]:
    async with open_services(parse(*rows), (SKILLS,), environ=environ or {}) as services:
        yield Gateway(services)


def output(row: Activity) -> Json:
    return decode(row.output.encode())


def said(row: Activity) -> Json:
    return decode(row.input.encode())
