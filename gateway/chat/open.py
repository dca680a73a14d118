"""The skill ``chat`` from the config, with the configured model or without one, and what other
skills get of the models.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec import Struct

from gateway.chat.author import SkillModel
from gateway.chat.memory import Memory
from gateway.chat.models import Models, open_models
from gateway.chat.prompt import Prompter
from gateway.chat.router import Router, load_meaning
from gateway.chat.skill import CHAT, make_chat_skill
from gateway.chat.steward import Steward
from gateway.chat.talk import Talker
from gateway.config import AgentSettings, LlmSettings, Settings
from gateway.core.clock import Clock
from gateway.core.errors import ConfigError, InvalidParams
from gateway.skillkit import Skill
from gateway.store.base import TenantStore


class Chat(Struct, frozen=True):
    """``models`` is None where no language model is configured."""

    skill: Skill
    memory: Memory
    models: Models | None

    @property
    def facts(self) -> tuple[str, ...]:
        """The skills whose results the model of chat is told in every turn."""
        return () if self.models is None else self.models.of(CHAT).settings.facts

    def check_facts(self, skills: Mapping[str, Skill]) -> None:
        """Raise ConfigError for one that is no skill, or that wants arguments."""
        for name in self.facts:
            skill = skills.get(name)
            if skill is None:
                raise ConfigError(f"llm.facts: no skill is named {name!r}")
            try:
                skill.read_arguments({})
            except InvalidParams:
                raise ConfigError(f"llm.facts: {name} wants arguments") from None

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
            memory = Memory.of(None, store, clock)
            steward = Steward(Router(load_meaning), memory, clock)
            yield Chat(make_chat_skill(agent, offers, steward), memory, None)
            return
        opened = models.of(CHAT)
        memory = Memory.of(opened.settings, store, clock)
        prompter = await asyncio.to_thread(_make_prompter, opened.settings)
        talker = Talker(opened, prompter, memory)
        yield Chat(make_chat_skill(agent, offers, talker), memory, models)


def _make_prompter(llm: LlmSettings) -> Prompter:
    instructions = read_instructions(llm.instructions) if llm.instructions else ""
    return Prompter(instructions, llm.max_prompt_bytes)


def read_instructions(path: Path) -> str:
    """Raise ConfigError."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise ConfigError(f"llm.instructions: {path}: {reason}") from None
