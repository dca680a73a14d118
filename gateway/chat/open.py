"""The skill ``chat`` from the config, with the configured model or without one, and what other
skills get of the models.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from gateway.chat.author import SkillModel
from gateway.chat.memory import Memory
from gateway.chat.models import Models, open_models
from gateway.chat.prompt import Prompter
from gateway.chat.router import Router, load_meaning
from gateway.chat.skill import CHAT, make_chat_skill
from gateway.chat.steward import Steward
from gateway.chat.talk import Talker
from gateway.config import AgentSettings, Settings
from gateway.core.clock import Clock
from gateway.core.errors import ConfigError
from gateway.skillkit import Skill
from gateway.store.base import TenantStore


@dataclass(frozen=True, slots=True)
class Chat:
    """``models`` is None where no language model is configured."""

    skill: Skill
    models: Models | None

    def model_of(self, skill: str, peer: str) -> SkillModel | None:
        """What the skill of that name has as ``ctx.llm`` when it runs for the peer."""
        return None if self.models is None else SkillModel(self.models.of(skill), peer)


@asynccontextmanager
async def open_chat(
    settings: Settings,
    read_secret: Callable[[str], str],
    agent: Callable[[], AgentSettings],
    offers: Callable[[str], Sequence[Skill]],
    store: TenantStore,
    clock: Clock,
) -> AsyncIterator[Chat]:
    """The models are open while inside; ``offers`` tells a peer's skills by its name.

    Raise ConfigError when a key or the instructions cannot be read.
    """
    async with open_models(settings, read_secret, store, clock) as models:
        if models is None:
            steward = Steward(Router(await asyncio.to_thread(load_meaning)), clock)
            yield Chat(make_chat_skill(agent, offers, steward), None)
            return
        talker = await asyncio.to_thread(_make_talker, models, store, clock)
        yield Chat(make_chat_skill(agent, offers, talker), models)


def _make_talker(models: Models, store: TenantStore, clock: Clock) -> Talker:
    opened = models.of(CHAT)
    llm = opened.settings
    return Talker(
        opened,
        Prompter(
            read_instructions(llm.instructions) if llm.instructions else "", llm.max_prompt_bytes
        ),
        Memory(store, clock, llm.memory_entries, llm.memory_entry_bytes),
    )


def read_instructions(path: Path) -> str:
    """Raise ConfigError."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise ConfigError(f"llm.instructions: {path}: {reason}") from None
