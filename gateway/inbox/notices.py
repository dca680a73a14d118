"""What our own house is told of a task, in the commit of its end: that it is over, where a row of
the config waits for that, and of each run of a skill whose trust is ``notify``.
"""

from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct

from gateway.core.flatten import flatten
from gateway.core.json import Json, JsonObject, encode
from gateway.core.notice import Notice, NoticeType
from gateway.core.task import Task, TaskState
from gateway.inbox.batch import Batch
from gateway.inbox.origin import Origin
from gateway.skillkit.declare import Skill
from gateway.store.notice import RaiseNotice
from gateway.store.writes import Write

MOST_BYTES: Final = 4096
"""Of a run's arguments as JSON, and characters of what is said; what is more can be looked up."""


def skill_ran(
    run_id: str, skill: str, peer: str, at: int, arguments: JsonObject, data: JsonObject
) -> RaiseNotice:
    """One run of the skill; ``data`` is how it ended, and in which task. A run is told once."""
    told = {"skill": skill, **data, "arguments": if_short(arguments)}
    return RaiseNotice(Notice(f"{run_id}-{skill}-ran", NoticeType.SKILL_RAN, at, skill, peer, told))


def told_of(
    skill: Skill, run_id: str, peer: str, at: int, arguments: JsonObject, end: JsonObject
) -> list[RaiseNotice]:
    """The same of a skill whose trust wants it told; nothing of another."""
    is_told = skill.trust == "notify"
    return [skill_ran(run_id, skill.name, peer, at, arguments, end)] if is_told else []


class TaskNotices(Struct, frozen=True):
    """``is_awaited`` says whether a row of the config waits for notices of a type."""

    is_awaited: Callable[[NoticeType], bool]

    def owed(self, batch: Batch, origin: Origin, ran: Mapping[str, JsonObject]) -> list[Write]:
        """What the commit of the batch has to hold; ``ran`` are the arguments of the skills that
        are told of, by name."""
        task, is_direct = batch.task, batch.answer is not None
        is_told = not is_direct and task.is_terminal and self.is_awaited(NoticeType.TASK_FINISHED)
        if not (is_told or (ran and (is_direct or task.is_settled))):
            return []
        state = TaskState.COMPLETED if is_direct else task.state
        end = write_end(None if is_direct else task, state, batch.error)
        owed: list[Write] = [
            skill_ran(origin.activity_id, skill, origin.peer, batch.at, arguments, end)
            for skill, arguments in ran.items()
        ]
        if is_told:
            owed.append(_task_finished(task, origin, end, batch.at))
        return owed


def _task_finished(task: Task, origin: Origin, end: JsonObject, at: int) -> RaiseNotice:
    data = {
        "skill": origin.skill,
        **end,
        "duration_ms": max(0, at - origin.created_at),
        "said": _said(task),
        "result": _result(task),
    }
    finished = NoticeType.TASK_FINISHED
    return RaiseNotice(Notice(f"{task.id}-finished", finished, at, task.id, origin.peer, data))


def write_end(task: Task | None, state: TaskState, error: str) -> JsonObject:
    """How something ended, and in which task; None where the answer was direct."""
    return {
        "task_id": "" if task is None else task.id,
        "context_id": "" if task is None else task.context_id,
        "state": state.value,
        "error": error,
    }


def _said(task: Task) -> str:
    message = task.status.message
    return "" if message is None else flatten(message.parts)[:MOST_BYTES]


def _result(task: Task) -> str:
    """The artifacts in words."""
    told = (flatten(artifact.parts) for artifact in task.artifacts)
    return "\n".join(text for text in told if text)[:MOST_BYTES]


def if_short(arguments: JsonObject) -> Json:
    """The arguments, or None where they have more than ``MOST_BYTES``."""
    return arguments if len(encode(arguments)) <= MOST_BYTES else None
