"""Skills of ours, run in our own name: internal ones too, and those that they have run in turn.

A skill within a skill has an audit row of its own, by which one that must not run twice is known
again, as where a peer's call has it run (SECURITY: P3).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gateway.automations.desk import CallPeer, OwnDesk
from gateway.automations.occasion import OURSELVES
from gateway.config import ApprovalSettings
from gateway.core.clock import Clock
from gateway.core.errors import GatewayError
from gateway.core.json import JsonObject
from gateway.core.message import Artifact, DataPart, Message, Part, parts_of
from gateway.core.task import TaskState
from gateway.inbox.inner import MOST_DEEP, OPERATION, Interrupted, ModelOf, TooDeep
from gateway.inbox.notices import skill_ran, write_end
from gateway.outbox.record import bounded
from gateway.runner.run import SkillRunner
from gateway.skillkit.context import MessageView, PeerView, SkillContext, TaskView
from gateway.skillkit.declare import Skill
from gateway.skillkit.outcome import SkillEnding
from gateway.store.base import TenantStore
from gateway.store.notice import RaiseNotice
from gateway.store.records import Activity
from gateway.store.writes import RecordActivity

_PEER: Final = PeerView(OURSELVES.name, ())


class NoSuchSkill(GatewayError):
    """No skill of this name is loaded; `peergate skills list` shows them."""

    reason = "SKILL_NOT_FOUND"


@dataclass(frozen=True, slots=True)
class OwnSkills:
    """``most_seconds`` is how long one run may take, whatever its skill says: a delivery is in hand
    no longer than its lease."""

    skills: Mapping[str, Skill]
    runner: SkillRunner
    model_of: ModelOf
    rules: Callable[[], ApprovalSettings]
    ask_peer: CallPeer
    store: TenantStore
    clock: Clock
    most_seconds: float

    def get(self, name: str) -> Skill:
        """Raise NoSuchSkill."""
        skill = self.skills.get(name)
        if skill is None:
            raise NoSuchSkill(name)
        return skill

    async def run(self, skill: Skill, arguments: JsonObject, run_id: str) -> tuple[Part, ...]:
        """All that it hands out and returns. Raise InvalidParams, the SkillEnding that it chose, or
        what kept it from its end.
        """
        desk = self._desk(run_id, deep=1)
        call = DataPart({"skill": skill.name, "arguments": dict(arguments)})
        context = SkillContext(
            message=MessageView(run_id, (call,), {}),
            task=TaskView(run_id, run_id, TaskState.WORKING, ()),
            peer=_PEER,
            arguments=arguments,
            desk=desk,
            llm=self.model_of(skill.name, OURSELVES.name),
            skill=skill.name,
        )
        result = await self._run(skill, context)
        returned = result.parts if isinstance(result, Message) else parts_of(result)
        return (*desk.handed_out, *returned)

    def notices_of(
        self,
        skill: Skill,
        run_id: str,
        arguments: JsonObject,
        state: TaskState,
        error: str = "",
    ) -> list[RaiseNotice]:
        """What the commit of a run's end has to hold: of a skill that is to be told of."""
        if skill.trust != "notify":
            return []
        end, now = write_end(None, state, error), self.clock.now()
        return [skill_ran(run_id, skill.name, OURSELVES.name, now, arguments, end)]

    async def _run_inner(self, name: str, context: SkillContext, deep: int) -> tuple[Artifact, ...]:
        if deep > MOST_DEEP:
            raise TooDeep(f"{name} would be {deep} skills deep")
        skill, run_id = self.get(name), context.task.id
        row = self._row(skill, context.arguments, run_id)
        if skill.effect == "at_most_once":
            row = replace(row, id=f"{run_id}-{name}")
            if await self.store.find_activity(row.id) is not None:
                raise Interrupted(name)
        await self.store.commit(RecordActivity(row))
        desk = self._desk(f"{run_id}-{name}", deep)
        llm = self.model_of(name, OURSELVES.name)
        state, error = TaskState.FAILED, Interrupted.reason
        try:
            result = await self._run(skill, replace(context, desk=desk, llm=llm))
            state, error = TaskState.COMPLETED, ""
        except SkillEnding as ending:
            state, error = ending.state, ""
            raise
        except GatewayError as failure:
            error = failure.reason
            raise
        finally:
            told = self.notices_of(skill, row.id, context.arguments, state, error)
            await self._end(row, error, told)
        returned = result.parts if isinstance(result, Message) else parts_of(result)
        return (Artifact(self.clock.new_id(), (*desk.handed_out, *returned), name="result"),)

    async def _run(self, skill: Skill, context: SkillContext) -> tuple[Artifact, ...] | Message:
        model = skill.read_arguments(context.arguments)
        seconds = min(skill.timeout or self.runner.timeout, self.most_seconds)
        return await self.runner.call(skill, context, model, seconds)

    def _desk(self, run_id: str, deep: int) -> OwnDesk:
        most = self.runner.max_result_bytes
        return OwnDesk(run_id, deep, self.rules, self._run_inner, self.ask_peer, most)

    def _row(self, skill: Skill, arguments: JsonObject, run_id: str) -> Activity:
        return Activity(
            id=self.clock.new_id(),
            at=self.clock.now(),
            peer="",
            direction="internal",
            operation=OPERATION,
            status="pending",
            skill=skill.name,
            request_id=run_id,
            input=bounded(arguments),
        )

    async def _end(self, row: Activity, error: str, told: Sequence[RaiseNotice]) -> None:
        status = "error" if error else "success"
        spent = max(0, self.clock.now() - row.at)
        await self.store.commit(
            RecordActivity(replace(row, status=status, error=error, duration_ms=spent)), *told
        )
