"""Run one skill to its end, and say how it ended as task events.

Nothing that a skill does leaves here as an exception, but for the cancelling of the run itself.
"""

from typing import Any
from uuid import uuid4

from msgspec import Struct, field
from pydantic import BaseModel

from gateway.core.clock import Clock
from gateway.core.errors import GatewayError
from gateway.core.message import Artifact, Message
from gateway.core.task import ArtifactUpdate, StatusUpdate, TaskState, TaskStatus
from gateway.observe.log import Log
from gateway.runner.alarm import Alarm, Deadline
from gateway.runner.contain import contain, wait_contained
from gateway.runner.ending import Answered, Ended, Ending, end_as, end_failed
from gateway.runner.failure import SkillFailed, SkillTimeout
from gateway.runner.result import BadResult, read_result
from gateway.runner.threads import SkillThreads
from gateway.skillkit.approval import ask_for_trust
from gateway.skillkit.context import SkillContext
from gateway.skillkit.declare import Skill
from gateway.skillkit.outcome import SkillEnding


class SkillRunner(Struct, frozen=True):
    """``timeout`` is in seconds, for skills that set none; ``threads`` run plain functions."""

    clock: Clock
    log: Log
    threads: SkillThreads
    timeout: float
    max_result_bytes: int
    alarms: dict[float, Alarm] = field(default_factory=dict)

    async def run(
        self,
        skill: Skill,
        context: SkillContext,
        arguments: BaseModel | None,
        seconds: float | None = None,
    ) -> Ending:
        """Run the skill once, within its deadline, or within so many ``seconds``."""
        try:
            result = await self.call(skill, context, arguments, seconds)
        except SkillEnding as ending:
            return end_as(ending, context.task, self.clock)
        except GatewayError as error:
            return end_failed(error, context.task, self.clock)
        if isinstance(result, Message):
            return Answered(result)
        done = StatusUpdate(TaskStatus(TaskState.COMPLETED, self.clock.now()))
        return Ended((*[ArtifactUpdate(item, last_chunk=True) for item in result], done))

    async def call(
        self,
        skill: Skill,
        context: SkillContext,
        arguments: BaseModel | None,
        seconds: float | None = None,
    ) -> tuple[Artifact, ...] | Message:
        """What the skill returns, within its deadline, or within so many ``seconds``. One that has
        the trust ``approve`` does not begin before a human has said so.

        Raise the SkillEnding that it chose, SkillFailed, SkillTimeout, SkillHangs, or its
        GatewayError.
        """
        seconds = seconds or skill.timeout or self.timeout
        deadline = Deadline(self._alarm(seconds))
        try:
            if skill.trust == "approve":
                await context.desk.require_approval(context, ask_for_trust(skill.name))
            with deadline:
                value = await self._call(skill, context, arguments)
            return read_result(value, self.clock.new_id, self.max_result_bytes)
        except (SkillEnding, GatewayError):
            raise
        except Exception as error:
            if deadline.expired:
                raise SkillTimeout(skill.name, seconds) from None
            raise self._failed(skill, context, error) from error

    def _alarm(self, seconds: float) -> Alarm:
        alarm = self.alarms.get(seconds)
        if alarm is None:
            alarm = self.alarms[seconds] = Alarm(seconds)
        return alarm

    async def _call(self, skill: Skill, context: SkillContext, arguments: BaseModel | None) -> Any:
        given = (context,) if skill.arguments is None else (context, arguments)
        if skill.is_async:
            return await wait_contained(skill.function(*given))
        function = contain(skill.function)
        return await self.threads.run(skill.name, context.peer.name, function, *given)

    def _failed(self, skill: Skill, context: SkillContext, error: Exception) -> SkillFailed:
        error_id = uuid4().hex
        self.log.error(
            "skill_failed",
            skill=skill.name,
            task=context.task.id,
            error_id=error_id,
            exc_info=None if isinstance(error, BadResult) else error,
            problem=str(error) if isinstance(error, BadResult) else type(error).__name__,
        )
        return SkillFailed(skill.name, error_id)
