"""What a caller asked of our skill, as what we ask of the peer that carries it out.

What the caller said goes along: its arguments as they came, its files and data. Its metadata does
not, for it is said to us (SECURITY: P9).
"""

from gateway.core.choose import choose, names_skill
from gateway.core.message import DataPart, Message, Part, Role, TextPart
from gateway.outbox import Ask
from gateway.skillkit import SkillContext


def ask_for(ctx: SkillContext, skill: str, *, seed: str, context_id: str) -> Ask:
    """The peer's ``skill``, "" to pass on the words alone."""
    said = Message(ctx.message.id, Role.USER, ctx.message.parts)
    choice = choose(said)
    text = choice.text
    parts = _others(ctx.message.parts)
    if not skill:
        text, more = _words(ctx, text)
        parts = (*more, *parts)
    elif not choice.skill or choice.arguments == {"text": text}:
        # It is in the arguments.
        text = ""
    return Ask(
        skill=skill,
        arguments=ctx.arguments if skill else {},
        text=text,
        response_schema=ctx.contract,
        context_id=context_id,
        cause=ctx.cause,
        parts=parts,
        seed=seed,
    )


def answer_for(ctx: SkillContext, answer: str, *, seed: str, task_id: str, context_id: str) -> Ask:
    """The caller's answer to what the peer asked."""
    return Ask(
        text=answer,
        response_schema=ctx.contract,
        context_id=context_id,
        task_id=task_id,
        cause=ctx.cause,
        parts=_others(ctx.message.parts),
        seed=seed,
    )


def _others(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """Files and data; what names our skill is for us."""
    return tuple(
        part
        for part in parts
        if not isinstance(part, TextPart) and not (isinstance(part, DataPart) and names_skill(part))
    )


def _words(ctx: SkillContext, text: str) -> tuple[str, tuple[Part, ...]]:
    """What was said, and what arguments there are besides the words."""
    given = dict(ctx.arguments)
    said = given.pop("text", None)
    words = said if isinstance(said, str) else text
    return words, (DataPart(given),) if given else ()
