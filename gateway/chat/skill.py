"""The skill ``chat``, which answers what names no skill: by a model, or by the concierge.

An entry like any other: peers' rows allow it, tasks record it, the operator may set another one as
``default_skill`` or load one of the same name. It runs nothing and calls nobody, so that a model
which obeys a malicious peer can do no more than talk.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gateway.chat.concierge import show_around
from gateway.chat.memory import Memory
from gateway.chat.prompt import Prompter, TooLong
from gateway.chat.steward import NotCertain, Steward
from gateway.config import AgentSettings
from gateway.contract import Contract, Met, judge_text, read_contract
from gateway.core.flatten import flatten
from gateway.core.json import Json, encode
from gateway.core.message import TextPart
from gateway.llm import Model
from gateway.skillkit import Skill, SkillContext, skill

CHAT: Final = "chat"
NOTHING_SAID: Final = "No message provided"

# Above the model's own deadline, so that the model's error is told and not the skill's.
_GRACE: Final = 5.0


@dataclass(frozen=True, slots=True)
class Talker:
    """A configured model with what it is told and may remember; ``timeout`` in seconds."""

    model: Model
    prompter: Prompter
    memory: Memory
    max_output_tokens: int
    timeout: float


def make_chat_skill(
    agent: Callable[[], AgentSettings],
    offers: Callable[[str], Sequence[Skill]],
    talker: Talker | None,
    steward: Steward,
) -> Skill:
    """``offers`` gives the skills that a peer of that name may call.

    Without a talker the steward carries out what it is certain of, and shows around otherwise.
    """

    @skill(name=CHAT, tags=("chat",), timeout=talker.timeout + _GRACE if talker else None)
    async def chat(ctx: SkillContext) -> Any:
        """Answer a message in plain words, and say which skill does what was asked for."""
        text = _text_of(ctx)
        others = [offer for offer in offers(ctx.peer.name) if offer.name != CHAT]
        if not text.strip():
            return _say_nothing(ctx)
        if talker is not None:
            return await _talk(ctx, talker, agent(), others, text)
        try:
            return await steward.serve(ctx, others, text)
        except NotCertain as doubt:
            if ctx.contract is not None:
                ctx.decline(
                    "no language model is configured; name a skill",
                    skills=[offer.name for offer in others],
                )
            return show_around(agent(), others, doubt.ranked.skills, ctx.desk.new_id())

    return chat


async def _talk(
    ctx: SkillContext, talker: Talker, agent: AgentSettings, offers: Sequence[Skill], text: str
) -> Json:
    contract = None if ctx.contract is None else read_contract(ctx.contract)
    peer, context_id, turn = ctx.peer.name, ctx.task.context_id, ctx.task.id
    remembered = await talker.memory.recall(peer, context_id, turn)
    schema = contract.schema if contract else None
    try:
        prompt = talker.prompter.write(agent, peer, offers, remembered, text, schema)
    except TooLong:
        ctx.decline("the message is too long", max_bytes=talker.prompter.max_bytes)
    completion = await talker.model.complete(
        prompt, schema=schema, max_tokens=talker.max_output_tokens
    )
    said = _find_said(completion.text, contract)
    if said:
        await talker.memory.remember(peer, context_id, turn, text, said)
    # Whether it is what was asked for is seen where every skill's answer is.
    return completion.text


def _find_said(text: str, contract: Contract | None) -> str:
    """What is worth remembering of an answer: nothing of one that does not keep the contract."""
    if contract is None:
        return text
    verdict = judge_text(contract, text, maps=True)
    return encode(verdict.value).decode() if isinstance(verdict, Met) else ""


def _say_nothing(ctx: SkillContext) -> str:
    if ctx.contract is not None:
        ctx.decline(NOTHING_SAID)
    return NOTHING_SAID


def _text_of(ctx: SkillContext) -> str:
    """What was said: the argument ``text`` (``skill:chat …``), and all parts that are not text."""
    said = ctx.arguments.get("text")
    others = tuple(part for part in ctx.message.parts if not isinstance(part, TextPart))
    lines = [said if isinstance(said, str) else "", flatten(others)]
    return "\n".join(line for line in lines if line)
