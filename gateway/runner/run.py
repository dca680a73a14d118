"""Run one skill to its end, and say how it ended as task events.

Nothing that a skill does leaves here as an exception, but for the cancelling of the run itself.
"""

import asyncio
from concurrent.futures import Executor
from typing import Any, TypeAlias
from uuid import uuid4

from msgspec import Struct, field
from pydantic import BaseModel

from gateway.core.approval import Approval
from gateway.core.chain import CHAIN_EXTENSION
from gateway.core.clock import Clock
from gateway.core.errors import GatewayError, LoopLimit
from gateway.core.json import JsonObject
from gateway.core.message import Artifact, DataPart, Message, Part, Role, TextPart
from gateway.core.task import ArtifactUpdate, StatusUpdate, TaskEvent, TaskState, TaskStatus
from gateway.observe.log import Log
from gateway.runner.alarm import Alarm, Deadline
from gateway.runner.contain import contain, wait_contained
from gateway.runner.failure import SkillFailed, SkillTimeout
from gateway.runner.result import BadResult, read_result
from gateway.skillkit.approval import ask_for_trust
from gateway.skillkit.context import SkillContext
from gateway.skillkit.declare import Skill
from gateway.skillkit.outcome import (
    Ask,
    AskToLogIn,
    Decline,
    NeedApproval,
    PassOn,
    Reject,
    SkillEnding,
)


class Ended(Struct, frozen=True):
    """The events that end this run; ``error`` is for the audit log, "" when all went well."""

    events: tuple[TaskEvent, ...]
    error: str = ""


class Answered(Struct, frozen=True):
    """A direct answer, without a task."""

    message: Message


class Waits(Struct, frozen=True):
    """A human of ours has to decide first, and then it is run again."""

    approval: Approval
    preliminary: JsonObject


Ending: TypeAlias = Ended | Answered | Waits


class SkillRunner(Struct, frozen=True):
    """``timeout`` is in seconds, for skills that set none; ``pool`` runs plain functions."""

    clock: Clock
    log: Log
    pool: Executor
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
            return self._end_as(context, ending)
        except SkillFailed as failed:
            return self._fail(context, failed.detail, f"{failed.reason} {failed.error_id}")
        except SkillTimeout as late:
            return self._fail(context, late.detail, late.reason)
        except GatewayError as error:
            return self._fail(context, error.message, error.reason, _marks_of(error))
        if isinstance(result, Message):
            return Answered(result)
        done = StatusUpdate(TaskStatus(TaskState.COMPLETED, self.clock.now()))
        return Ended((*[ArtifactUpdate(item, last_chunk=True) for item in result], done))

    def _end_as(self, context: SkillContext, ending: SkillEnding) -> Ending:
        """What the skill decided, as the task has it."""
        match ending:
            case NeedApproval():
                return Waits(ending.approval, ending.preliminary)
            case Ask():
                return self._end(context, ending.state, TextPart(ending.question))
            case AskToLogIn():
                more = [DataPart(ending.data)] if ending.data else []
                return self._end(context, ending.state, TextPart(ending.request), *more)
            case Decline():
                data = {"status": "declined", "reason": ending.reason, **ending.data}
                return self._end(context, ending.state, DataPart(data))
            case Reject():
                return self._end(context, ending.state, TextPart(ending.reason))
            case PassOn():
                return self._end(context, ending.state, *ending.parts)
            case _:
                raise ending

    async def call(
        self,
        skill: Skill,
        context: SkillContext,
        arguments: BaseModel | None,
        seconds: float | None = None,
    ) -> tuple[Artifact, ...] | Message:
        """What the skill returns, within its deadline, or within so many ``seconds``. One that has
        the trust ``approve`` does not begin before a human has said so.

        Raise the SkillEnding that it chose, SkillFailed, SkillTimeout, or its GatewayError.
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
        return await asyncio.get_running_loop().run_in_executor(
            self.pool, contain(skill.function), *given
        )

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

    def _fail(
        self, context: SkillContext, text: str, error: str, metadata: JsonObject | None = None
    ) -> Ended:
        ended = self._end(context, TaskState.FAILED, TextPart(text), metadata=metadata)
        return Ended(ended.events, error)

    def _end(
        self,
        context: SkillContext,
        state: TaskState,
        *parts: Part,
        metadata: JsonObject | None = None,
    ) -> Ended:
        message = Message(
            id=self.clock.new_id(),
            role=Role.AGENT,
            parts=parts,
            context_id=context.task.context_id,
            task_id=context.task.id,
            metadata=metadata,
        )
        return Ended((StatusUpdate(TaskStatus(state, self.clock.now(), message)),))


def _marks_of(error: GatewayError) -> JsonObject | None:
    """By which those before us in a chain of calls can say, too, why it ended."""
    return {CHAIN_EXTENSION: {"reason": error.reason}} if isinstance(error, LoopLimit) else None
