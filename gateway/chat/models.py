"""The language models of the config: one for chat, others for single skills, each opened once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from msgspec import Struct

from gateway.chat.budget import Budget
from gateway.config import LlmSettings, Settings
from gateway.core.clock import Clock
from gateway.core.errors import ConfigError
from gateway.llm import Model, open_model
from gateway.net import make_tls
from gateway.store.base import TenantStore


class OpenModel(Struct, frozen=True):
    """A model with the settings that it is used by, and the peers' budgets for it."""

    model: Model
    settings: LlmSettings
    budget: Budget


class Models(Struct, frozen=True):
    by_settings: dict[int, OpenModel]
    settings: LlmSettings

    def of(self, skill: str) -> OpenModel:
        """The model that a skill of that name uses."""
        return self.by_settings[id(self.settings.for_skill(skill))]


@asynccontextmanager
async def open_models(
    settings: Settings, read_secret: Callable[[str], str], store: TenantStore, clock: Clock
) -> AsyncIterator[Models | None]:
    """The models, open while inside; None where none is configured.

    Raise ConfigError when a key cannot be read.
    """
    if settings.llm is None:
        yield None
        return
    tls = make_tls(settings.net.ca_file)
    async with AsyncExitStack() as stack:
        opened: dict[int, OpenModel] = {}
        for table, llm in settings.llm.tables.items():
            api_key = _read_key(table, llm, read_secret)
            model = await asyncio.to_thread(open_model, llm, api_key, settings.limits, tls)
            stack.push_async_callback(model.close)
            opened[id(llm)] = OpenModel(model, llm, Budget.of(llm, store, clock))
        yield Models(opened, settings.llm)


def _read_key(table: str, llm: LlmSettings, read_secret: Callable[[str], str]) -> str:
    try:
        return read_secret(llm.api_key) if llm.api_key else ""
    except ConfigError as error:
        raise ConfigError(f"{table}.api_key: {error.detail}") from None
