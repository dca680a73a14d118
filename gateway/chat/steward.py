"""A request in plain words carried out without a model: its skill, its arguments, its result.

Everything is read again from the task's own turns at each of them, so that a restart in the middle
of a dialogue changes nothing.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from gateway.chat.memory import Memory
from gateway.chat.router import MOST_LETTERS, Draft, Ranked, Router, draft, fill
from gateway.core.clock import Clock
from gateway.core.errors import InvalidParams
from gateway.core.flatten import flatten
from gateway.core.message import Role, parts_of, text_of
from gateway.skillkit import Skill, SkillContext

_QUESTION: Final = "What is the {name} for {skill}?"


class NotCertain(Exception):
    """It is not certain what is asked for; ``ranked`` is what comes near."""

    def __init__(self, ranked: Ranked) -> None:
        super().__init__()
        self.ranked = ranked


class Steward(Struct, frozen=True):
    """The clock is for dates that are told without a year."""

    router: Router
    memory: Memory
    clock: Clock

    async def serve(self, ctx: SkillContext, skills: Sequence[Skill], text: str) -> Any:
        """The result of the skill that the text asks for, which is remembered; raise NotCertain.

        One argument that the text leaves open is asked for. What the peer answers beyond that is
        for the skill, which may have a question of its own.
        """
        await self.router.prepare()
        ranked = self.router.rank(text[:MOST_LETTERS], skills)
        skill = ranked.best
        if skill is None or len(text) > MOST_LETTERS:
            raise NotCertain(ranked)
        drafted = draft(skill, text, self._today())
        if len(drafted.missing) > 1:
            raise NotCertain(ranked)
        problem = ""
        answers = _answers(ctx)
        while drafted.missing and answers:
            drafted, problem = self._fill(skill, drafted, answers.pop(0))
        if drafted.missing:
            await ctx.ask(_question(skill, drafted.missing[0], problem))
        answer = answers[-1] if answers else None
        # What was approved is run as it was: the text may mean another day by now.
        approved = (call.arguments for call in ctx.grants if call.skill == skill.name)
        arguments = next(approved, drafted.arguments)
        result = await ctx.call_skill(skill.name, arguments, answer=answer)
        said = flatten(parts_of(result))
        context_id, turn = ctx.task.context_id, ctx.task.id
        await self.memory.remember(ctx.peer.name, context_id, turn, text, said)
        return result

    def _today(self) -> date:
        return datetime.fromtimestamp(self.clock.now() / 1000, UTC).date()

    def _fill(self, skill: Skill, drafted: Draft, answer: str) -> tuple[Draft, str]:
        """The draft with the answer, or as it was, with what is wrong with the answer."""
        name = drafted.missing[0]
        arguments = fill(skill, drafted, name, answer, self._today())
        try:
            skill.read_arguments(arguments)
        except InvalidParams as error:
            wrong = [
                violation.description for violation in error.violations if violation.field == name
            ]
            if wrong:
                return drafted, wrong[0]
        return replace(drafted, arguments=arguments, missing=()), ""


def _answers(ctx: SkillContext) -> list[str]:
    """What the peer said after its request, oldest first."""
    said = [text_of(turn.parts) for turn in ctx.task.history if turn.role is Role.USER]
    return said[1:]


def _question(skill: Skill, name: str, problem: str) -> str:
    properties = skill.input_schema.get("properties", {})
    meaning = properties.get(name, {}).get("description", "")
    question = _QUESTION.format(name=name, skill=skill.name)
    about = f" ({meaning})" if meaning else ""
    return f"{question}{about}" if not problem else f"{problem}. {question}{about}"
