"""One response is one turn of a task: its id, and the task as that turn left it.

A question and what came of its answer are two responses, and each can be looked at for good.
"""

import re
from typing import Final

from msgspec.structs import replace

from gateway.core.history import History
from gateway.core.message import Message, Role
from gateway.core.task import Task, TaskState, TaskStatus

_ID: Final = re.compile(r"resp_([A-Za-z0-9-]{1,128})(?:_([1-9][0-9]{0,5}))?")


def write_response_id(task_id: str, turn: int) -> str:
    """``resp_TASK`` for the first turn, ``resp_TASK_2`` for the second."""
    return f"resp_{task_id}" if turn <= 1 else f"resp_{task_id}_{turn}"


def read_response_id(text: str) -> tuple[str, int] | None:
    """The task and the turn, counted from 1; None for what is no id of ours."""
    match = _ID.fullmatch(text)
    return None if match is None else (match[1], int(match[2] or 1))


def newest_turn(task: Task) -> int:
    return len(_asked(task))


def said_in(task: Task, turn: int) -> Message | None:
    """What the caller said in that turn, counted from 1."""
    said = _asked(task)
    return said[turn - 1] if 1 <= turn <= len(said) else None


def as_response(task: Task, turn: int) -> Task:
    """The task under the id of the response, as that turn left it: the newest is as it is now.

    Of one before, what is left is the question that it ended with.
    """
    named = replace(task, id=write_response_id(task.id, turn))
    if turn >= newest_turn(task):
        return named
    asked = _answered_in(task, turn)
    status = TaskStatus(TaskState.INPUT_REQUIRED, task.status.at, asked)
    return replace(named, status=status, artifacts=())


def _asked(task: Task) -> History:
    return History.of(task.history).said_by(Role.USER)


def _answered_in(task: Task, turn: int) -> Message | None:
    """The last that we said before the turn after it began."""
    seen, answer = 0, None
    for message in task.history:
        seen += message.role is Role.USER
        if seen > turn:
            break
        if seen == turn and message.role is Role.AGENT:
            answer = message
    return answer
