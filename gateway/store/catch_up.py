"""A task as its document and the events that are in no document yet, together.

Whoever saves a task in work may write its newest events alone, since the document grows with each
of them; every engine puts the two together when it reads. A document is written with each change of
state, so a task that waits or has ended is whole.
"""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from gateway.core.task import TaskEvent, TaskState, apply
from gateway.store.records import TaskRecord

UNFINISHED: Final = frozenset({TaskState.SUBMITTED, TaskState.WORKING})


def may_lag(record: TaskRecord) -> bool:
    """Whether there may be events that the document does not hold."""
    return record.task.state in UNFINISHED


def caught_up(record: TaskRecord, later: Sequence[TaskEvent]) -> TaskRecord:
    """The record with the events that came after those of its document."""
    if not later:
        return record
    return replace(record, task=apply(record.task, *later), events=record.events + len(later))
