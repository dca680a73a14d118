"""How a run ended: what is said of it as task events, or what it waits for."""

from typing import TypeAlias

from msgspec import Struct

from gateway.core.approval import Approval
from gateway.core.chain import CHAIN_EXTENSION
from gateway.core.clock import Clock
from gateway.core.errors import GatewayError, LoopLimit
from gateway.core.json import JsonObject
from gateway.core.message import DataPart, Message, Part, Role, TextPart
from gateway.core.task import StatusUpdate, TaskEvent, TaskState, TaskStatus
from gateway.runner.failure import SkillFailed, SkillTimeout
from gateway.skillkit.context import TaskView
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


def end_as(ending: SkillEnding, task: TaskView, clock: Clock) -> Ending:
    """As the skill decided; raise an ending that is none of a task."""
    match ending:
        case NeedApproval():
            return Waits(ending.approval, ending.preliminary)
        case Ask():
            return _end(task, clock, ending.state, TextPart(ending.question))
        case AskToLogIn():
            more = [DataPart(ending.data)] if ending.data else []
            return _end(task, clock, ending.state, TextPart(ending.request), *more)
        case Decline():
            data = {"status": "declined", "reason": ending.reason, **ending.data}
            return _end(task, clock, ending.state, DataPart(data))
        case Reject():
            return _end(task, clock, ending.state, TextPart(ending.reason))
        case PassOn():
            return _end(task, clock, ending.state, *ending.parts)
        case _:
            raise ending


def end_failed(error: GatewayError, task: TaskView, clock: Clock) -> Ending:
    match error:
        case SkillFailed():
            text, noted = error.detail, f"{error.reason} {error.error_id}"
        case SkillTimeout():
            text, noted = error.detail, error.reason
        case _:
            text, noted = error.message, error.reason
    return _end(
        task,
        clock,
        TaskState.FAILED,
        TextPart(text),
        metadata=_marks_of(error),
        error=noted,
    )


def _end(
    task: TaskView,
    clock: Clock,
    state: TaskState,
    *parts: Part,
    metadata: JsonObject | None = None,
    error: str = "",
) -> Ended:
    message = Message(
        id=clock.new_id(),
        role=Role.AGENT,
        parts=parts,
        context_id=task.context_id,
        task_id=task.id,
        metadata=metadata,
    )
    return Ended((StatusUpdate(TaskStatus(state, clock.now(), message)),), error)


def _marks_of(error: GatewayError) -> JsonObject | None:
    """By which those before us in a chain of calls can say, too, why it ended."""
    return {CHAIN_EXTENSION: {"reason": error.reason}} if isinstance(error, LoopLimit) else None
