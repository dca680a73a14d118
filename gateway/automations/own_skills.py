"""Skills of ours, run in our own name: internal ones too, and those that they have run in turn."""

from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from gateway.automations.desk import CallPeer, OwnDesk
from gateway.automations.occasion import OURSELVES
from gateway.config import ApprovalSettings
from gateway.core.clock import Clock
from gateway.core.errors import GatewayError
from gateway.core.json import JsonObject
from gateway.core.message import Artifact, DataPart, Message, Part, parts_of
from gateway.core.task import TaskState
from gateway.inbox.depth import one_deeper
from gateway.inbox.inner import ModelOf
from gateway.inbox.inner_run import InnerRun, Outer
from gateway.inbox.notices import told_of, write_end
from gateway.runner.run import SkillRunner
from gateway.skillkit.context import MessageView, PeerView, SkillContext, TaskView
from gateway.skillkit.declare import Skill
from gateway.store.base import TenantStore
from gateway.store.notice import RaiseNotice

_PEER: Final = PeerView(OURSELVES.name, ())


class NoSuchSkill(GatewayError):
    """No skill of this name is loaded; `peergate skills list` shows them."""

    reason = "SKILL_NOT_FOUND"


class OwnSkills(Struct, frozen=True):
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
        desk = self._desk(run_id)
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
        with one_deeper(skill.name):
            return await self._run(skill, context, desk)

    def notices_of(
        self, skill: Skill, run_id: str, arguments: JsonObject, state: TaskState
    ) -> list[RaiseNotice]:
        """What the commit of a run's end has to hold: of a skill that is to be told of."""
        end, now = write_end(None, state, error=""), self.clock.now()
        return told_of(skill, run_id, OURSELVES.name, now, arguments, end)

    async def _run_inner(self, name: str, context: SkillContext) -> tuple[Artifact, ...]:
        skill, run_id = self.get(name), context.task.id
        desk = self._desk(f"{run_id}-{name}")

        async def carry_out() -> tuple[Artifact, ...]:
            llm = self.model_of(name, OURSELVES.name)
            parts = await self._run(skill, replace(context, desk=desk, llm=llm), desk)
            return (Artifact(self.clock.new_id(), parts, name="result"),)

        run = InnerRun(skill, context, Outer(run_id, run_id), self.store, self.clock)
        return await run.go(carry_out)

    async def _run(self, skill: Skill, context: SkillContext, desk: OwnDesk) -> tuple[Part, ...]:
        """All that it hands out at its desk and returns."""
        model = skill.read_arguments(context.arguments)
        seconds = min(skill.timeout or self.runner.timeout, self.most_seconds)
        result = await self.runner.call(skill, context, model, seconds)
        returned = result.parts if isinstance(result, Message) else parts_of(result)
        return (*desk.handed_out, *returned)

    def _desk(self, run_id: str) -> OwnDesk:
        most = self.runner.max_result_bytes
        return OwnDesk(run_id, self.rules, self._run_inner, self.ask_peer, most)
