"""Which tasks to list: for a peer its own, for the operator everyone's, by the same question."""

from dataclasses import dataclass

from gateway.core.task import TaskState


@dataclass(frozen=True, slots=True)
class TaskQuery:
    """What is left out restricts nothing; times are in milliseconds.

    ``status_since`` lets in the tasks whose status is of that time or later. The page after a task
    begins with its ``updated_at`` as ``before`` and its id as ``before_id``, both exclusive.
    """

    peer: str = ""
    context_id: str = ""
    skill: str = ""
    state: TaskState | None = None
    status_since: int | None = None
    before: int | None = None
    before_id: str = ""
    limit: int = 50
