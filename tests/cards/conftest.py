"""A desk that writes cards: the memory store, a clock that tests move, and skills of their own."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pydantic import BaseModel

from gateway import config
from gateway.auth.secrets import Safe
from gateway.cards import Cards, KeyRing
from gateway.config import Settings
from gateway.core.clock import Clock
from gateway.skillkit import Skill, SkillContext, skill
from gateway.store import open_store
from gateway.store.base import TenantStore

URL = "https://agents.acme.example"
KEY = "a key of the tests " * 2


class QuoteArgs(BaseModel):
    product: str
    note: str = ""


class Quote(BaseModel):
    cents: int


@skill(tags=("sales",), examples=("skill:quote",))
async def quote(ctx: SkillContext, args: QuoteArgs) -> Quote:
    """A price."""
    return Quote(cents=len(args.product))


@skill()
async def chat(ctx: SkillContext) -> str:
    """Free text."""
    return "yes"


@skill(scope="internal")
async def house_keys(ctx: SkillContext) -> str:
    """For us alone."""
    return "no"


def settings(agent: str = "", rest: str = "") -> Settings:
    text = f'[agent]\nname = "Acme"\n{agent}\n{rest}'
    return config.read(text, Path("/etc/peergate/peers.toml"), environ={})


@dataclass
class Desk:
    """``settings`` may be changed while it works, as a reload does."""

    tenant: TenantStore
    settings: Settings = field(default_factory=settings)
    at: int = 1_700_000_000_000

    def __post_init__(self) -> None:
        clock = Clock(now=lambda: self.at)
        offered: tuple[Skill, ...] = (quote, chat, house_keys)
        self.skills: dict[str, Skill] = {skill.name: skill for skill in offered}
        self.ring = KeyRing(self.tenant, Safe(KEY), "default", clock)
        self.cards = Cards(lambda: self.settings, lambda: URL, self.skills, self.ring, clock)

    def set(self, agent: str = "", rest: str = "") -> None:
        self.settings = settings(agent, rest)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    store = await open_store("memory:")
    yield Desk(store.for_tenant("default"))
    await store.close()
