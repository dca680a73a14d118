"""A skill that is run for another one: in the same task, and with the rights of the same peer."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.clock import Clock
from gateway.core.errors import GatewayError, SkillNotFound
from gateway.core.flatten import flatten
from gateway.core.message import Artifact, Message, parts_of
from gateway.core.peer import Peer
from gateway.inbox.inner_run import InnerRun, Outer
from gateway.inbox.work import Work
from gateway.observe.log import Log
from gateway.runner.run import SkillRunner
from gateway.skillkit.context import LanguageModel, SkillContext
from gateway.skillkit.declare import Skill
from gateway.skillkit.outcome import SkillEnding
from gateway.store.base import TenantStore

ModelOf: TypeAlias = Callable[[str, str], LanguageModel | None]
"""The language model of a skill, by its name, when it runs for the peer of that name."""


class InnerSkills(Struct, frozen=True):
    """``check_again`` raises SkillNotFound for a skill that the peer may not run. ``facts`` are
    those that the operator has told a model in every turn.
    """

    skills: Mapping[str, Skill]
    runner: SkillRunner
    check_again: Callable[[Peer, Skill], None]
    model_of: ModelOf
    facts: tuple[str, ...]
    store: TenantStore
    clock: Clock
    log: Log

    async def run(
        self, work: Work, peer: Peer, name: str, context: SkillContext, approved: str
    ) -> tuple[Artifact, ...]:
        """What the skill returns for the arguments of the context. ``approved`` is the name of the
        call where a human has said yes to it, else ""; what it gave then, it gives again.

        Raise SkillNotFound, InvalidParams or TooDeep before anything runs, NeedApproval where a
        human has to decide first, then the SkillEnding that the skill chose, or what kept it from
        its end.
        """
        skill = self._get(peer, name)
        model = skill.read_arguments(context.arguments)

        async def carry_out() -> tuple[Artifact, ...]:
            llm = self.model_of(skill.name, peer.name)
            inner = replace(context, skill=skill.name, llm=llm)
            return self._artifacts(await self.runner.call(skill, inner, model))

        origin = work.origin
        outer = Outer(origin.activity_id, origin.request_id, origin.peer, work.task)
        run = InnerRun(skill, context, outer, self.store, self.clock, approved)
        return await run.go(carry_out)

    async def read_facts(self, context: SkillContext) -> list[tuple[str, str]]:
        """What each of the operator's facts says now, by name; one that fails is left out."""
        told = []
        for name in self.facts:
            skill = self.skills[name]
            bare = replace(
                context,
                arguments={},
                answer=None,
                contract=None,
                llm=None,
                skill=name,
                calls=(),
                grants=(),
            )
            try:
                result = await self.runner.call(skill, bare, skill.read_arguments({}))
            except (SkillEnding, GatewayError) as error:
                self.log.warning("fact_missing", skill=name, problem=type(error).__name__)
                continue
            parts = result.parts if isinstance(result, Message) else parts_of(result)
            told.append((name, flatten(parts)))
        return told

    def _get(self, peer: Peer, name: str) -> Skill:
        skill = self.skills.get(name)
        if skill is None or not skill.is_external:
            raise SkillNotFound(repr(name[:64]))
        self.check_again(peer, skill)
        return skill

    def _artifacts(self, result: tuple[Artifact, ...] | Message) -> tuple[Artifact, ...]:
        if isinstance(result, Message):
            return (Artifact(self.clock.new_id(), result.parts, name="result"),)
        return result
