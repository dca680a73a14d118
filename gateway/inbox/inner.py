"""A skill that is run for another one, within the same task and with the rights of the same peer.

Each such run has an audit row of its own, so that what chat did for a peer can be told from what
it said. A skill that must not run twice has its row before it runs: where a second run of the task
finds that one, nobody knows what became of the first, and it is not run again (SECURITY: P3),
unless the first ended because a human had to decide before it. What a human approved is run once:
a later run of the task, which begins from its first line, gets what it gave.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from pydantic import BaseModel

from gateway.core.clock import Clock
from gateway.core.errors import GatewayError, SkillNotFound
from gateway.core.flatten import flatten
from gateway.core.json import JsonObject, encode
from gateway.core.message import Artifact, Message, parts_of
from gateway.core.peer import Peer
from gateway.core.task import TaskState
from gateway.inbox.kept import find_kept, write_failed, write_kept
from gateway.inbox.notices import skill_ran, write_end
from gateway.inbox.work import Work
from gateway.observe.log import Log
from gateway.runner.run import SkillRunner
from gateway.skillkit.context import LanguageModel, SkillContext
from gateway.skillkit.declare import Skill
from gateway.skillkit.outcome import NeedApproval, SkillEnding
from gateway.store.base import TenantStore
from gateway.store.notice import RaiseNotice
from gateway.store.records import Activity
from gateway.store.writes import RecordActivity

ModelOf: TypeAlias = Callable[[str, str], LanguageModel | None]
"""The language model of a skill, by its name, when it runs for the peer of that name."""

OPERATION: Final = "CallSkill"
MOST_DEEP: Final = 5
WAITS: Final = "APPROVAL_NEEDED"
"""What the row of a run says that begins when a human has approved it."""
_INPUT_BYTES: Final = 4096
_DEPTH: Final[ContextVar[int]] = ContextVar("depth", default=0)


class Interrupted(GatewayError):
    """This was begun before the gateway was restarted, and may have been done."""

    reason = "INTERRUPTED"


class TooDeep(GatewayError):
    """Skills call one another without an end."""

    reason = "TOO_DEEP"


@dataclass(frozen=True, slots=True)
class InnerSkills:
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
        with _one_deeper(skill.name):
            row = self._row(work, skill, context.arguments, approved)
            if approved:
                kept = find_kept(await self.store.find_activity(row.id), approved)
                if kept is not None:
                    return kept
            if skill.effect == "at_most_once":
                # What has an effect must not hang on a task that a crash forgets.
                await context.desk.secure()
                await self._begin(row)
            context = replace(context, skill=skill.name, llm=self.model_of(skill.name, peer.name))
            return await self._run(work, skill, context, model, row, approved)

    async def _run(
        self,
        work: Work,
        skill: Skill,
        context: SkillContext,
        model: BaseModel | None,
        row: Activity,
        approved: str,
    ) -> tuple[Artifact, ...]:
        # What is cut off, by the end of the task's time or of the gateway, is no success.
        error, state, output = Interrupted.reason, TaskState.FAILED, ""
        try:
            artifacts = self._artifacts(await self.runner.call(skill, context, model))
            error, state = "", TaskState.COMPLETED
            output = write_kept(approved, artifacts) if approved else ""
        except NeedApproval as need:
            error, state = WAITS, need.state
            raise
        except SkillEnding as ending:
            error, state = "", ending.state
            raise
        except GatewayError as failure:
            error = failure.reason
            output = write_failed(approved, error) if approved else ""
            raise
        finally:
            told = self._told(work, skill, row, state, error, context)
            await self._end(replace(row, output=output), error, *told)
        return artifacts

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

    def _row(self, work: Work, skill: Skill, arguments: JsonObject, approved: str) -> Activity:
        said = encode(arguments).decode()
        known_by = skill.name if skill.effect == "at_most_once" else approved
        return Activity(
            id=f"{work.origin.activity_id}-{known_by}" if known_by else self.clock.new_id(),
            at=self.clock.now(),
            peer=work.origin.peer,
            direction="internal",
            operation=OPERATION,
            status="pending",
            skill=skill.name,
            task_id=work.task.id,
            request_id=work.origin.request_id,
            input=said if len(said) <= _INPUT_BYTES else "",
        )

    async def _begin(self, row: Activity) -> None:
        known = await self.store.find_activity(row.id)
        if known is not None and known.error != WAITS:
            raise Interrupted(row.skill)
        await self.store.commit(RecordActivity(row))

    def _told(
        self,
        work: Work,
        skill: Skill,
        row: Activity,
        state: TaskState,
        error: str,
        context: SkillContext,
    ) -> list[RaiseNotice]:
        """What our own house is told of the run."""
        if skill.trust != "notify" or error == WAITS:
            return []
        end = write_end(work.task, state, error)
        at = self.clock.now()
        return [skill_ran(row.id, skill.name, row.peer, at, context.arguments, end)]

    async def _end(self, row: Activity, error: str, *told: RaiseNotice) -> None:
        ended = replace(
            row,
            status="error" if error not in ("", WAITS) else "success",
            error=error,
            duration_ms=max(0, self.clock.now() - row.at),
        )
        await self.store.commit(RecordActivity(ended), *told)


@contextmanager
def _one_deeper(name: str) -> Iterator[None]:
    depth = _DEPTH.get()
    if depth >= MOST_DEEP:
        raise TooDeep(f"{name} would be {depth + 1} skills deep")
    token = _DEPTH.set(depth + 1)
    try:
        yield
    finally:
        _DEPTH.reset(token)
