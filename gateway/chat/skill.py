"""The skill ``chat``, which answers what names no skill: by a model, or by the concierge.

An entry like any other: peers' rows allow it, tasks record it, the operator may set another one as
``default_skill`` or load one of the same name. It runs what the peer itself may run and nothing
else, so that a model which obeys a malicious peer can do no more than that peer.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from gateway.chat.concierge import show_around
from gateway.chat.steward import NotCertain, Steward
from gateway.chat.talk import Talker
from gateway.config import AgentSettings
from gateway.contract import read_contract
from gateway.core.flatten import flatten
from gateway.core.message import TextPart
from gateway.skillkit import Skill, SkillContext, skill

CHAT: Final = "chat"
NOTHING_SAID: Final = "No message provided"

# Above the model's own deadline, so that the model's error is told and not the skill's.
_GRACE: Final = 5.0


def make_chat_skill(
    agent: Callable[[], AgentSettings],
    offers: Callable[[str], Sequence[Skill]],
    host: Talker | Steward,
) -> Skill:
    """``offers`` gives the skills that a peer of that name may call.

    The steward, who is there without a model, carries out what it is certain of, and shows around
    otherwise.
    """
    timeout = host.timeout + _GRACE if isinstance(host, Talker) else None

    @skill(name=CHAT, tags=("chat",), timeout=timeout)
    async def chat(ctx: SkillContext) -> Any:
        """Answer a message in plain words, and have done what it asks for."""
        text = _text_of(ctx)
        others = [offer for offer in offers(ctx.peer.name) if offer.name != CHAT]
        if not text.strip():
            return _say_nothing(ctx)
        if isinstance(host, Talker):
            contract = None if ctx.contract is None else read_contract(ctx.contract)
            return await host.answer(ctx, agent(), others, text, contract)
        try:
            return await host.serve(ctx, others, text)
        except NotCertain as doubt:
            if ctx.contract is not None:
                ctx.decline(
                    "no language model is configured; name a skill",
                    skills=[offer.name for offer in others],
                )
            return show_around(agent(), others, doubt.ranked.skills, ctx.desk.new_id())

    return chat


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
