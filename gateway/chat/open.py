"""The skill ``chat`` from the config: with the configured model, or without one."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from gateway.chat.budget import Budget
from gateway.chat.memory import Memory
from gateway.chat.prompt import Prompter
from gateway.chat.router import Router, load_meaning
from gateway.chat.skill import make_chat_skill
from gateway.chat.steward import Steward
from gateway.chat.talk import Talker
from gateway.config import AgentSettings, Settings
from gateway.core.clock import Clock
from gateway.core.errors import ConfigError
from gateway.llm import open_model
from gateway.net import make_tls
from gateway.skillkit import Skill
from gateway.store.base import TenantStore


@asynccontextmanager
async def open_chat(
    settings: Settings,
    read_secret: Callable[[str], str],
    agent: Callable[[], AgentSettings],
    offers: Callable[[str], Sequence[Skill]],
    store: TenantStore,
    clock: Clock,
) -> AsyncIterator[Skill]:
    """The skill, whose model is open while inside; ``offers`` tells a peer's skills by its name.

    Raise ConfigError when the key or the instructions cannot be read.
    """
    llm = settings.llm
    if llm is None:
        router = Router(await asyncio.to_thread(load_meaning))
        yield make_chat_skill(agent, offers, None, Steward(router, clock))
        return
    api_key = _read_key(llm.api_key, read_secret)
    instructions = (
        await asyncio.to_thread(read_instructions, llm.instructions) if llm.instructions else ""
    )
    tls = make_tls(settings.net.ca_file)
    model = await asyncio.to_thread(open_model, llm, api_key, settings.limits, tls)
    talker = Talker(
        model=model,
        prompter=Prompter(instructions, llm.max_prompt_bytes),
        memory=Memory(store, clock, llm.memory_entries, llm.memory_entry_bytes),
        budget=Budget(
            store,
            clock,
            tokens=llm.max_tokens_per_day,
            cost=llm.max_cost_per_day,
            prompt_price=llm.prompt_price,
            completion_price=llm.completion_price,
        ),
        max_output_tokens=llm.max_output_tokens,
        max_steps=llm.max_steps,
        timeout=llm.timeout_seconds,
    )
    try:
        yield make_chat_skill(agent, offers, talker, Steward(Router(), clock))
    finally:
        await model.close()


def _read_key(reference: str, read_secret: Callable[[str], str]) -> str:
    try:
        return read_secret(reference) if reference else ""
    except ConfigError as error:
        raise ConfigError(f"llm.api_key: {error.detail}") from None


def read_instructions(path: Path) -> str:
    """Raise ConfigError."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise ConfigError(f"llm.instructions: {path}: {reason}") from None
