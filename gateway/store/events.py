"""What happened to tasks that somebody follows, as it is kept beside their documents.

A document holds the outcome; the events are what a stream tells, and tells again to a reader that
was cut off. They are numbered from 1 within each task, and those that are kept follow each other
without a gap. Of a task in work the newest may be in no document yet: see ``caught_up``.
"""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from gateway.core.task import TaskEvent


class AddEvents(Struct, frozen=True):
    """Keep the next events of a task; ``first`` is the number of the first, ``at`` milliseconds.

    The unit fails with StaleTask when one of the numbers is taken.
    """

    task_id: str
    first: int
    events: Sequence[TaskEvent]
    at: int


class EventStore(Protocol):
    """One tenant's events, where they are not written by units."""

    async def read(self, task_id: str, after: int, limit: int) -> list[TaskEvent]:
        """The events that follow the one of that number; none where the next one is not kept."""

    async def forget(self, before: int) -> int:
        """Delete the events of before this time; return how many.

        What no document holds yet stays, however old it is.
        """
