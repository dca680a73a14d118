"""Which tasks to list: for a peer its own, for the operator everyone's, by the same question."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

from msgspec import Struct

from gateway.core.task import TaskState
from gateway.store.records import TaskRecord

PAGE_BYTES: Final = 1024 * 1024
"""Of a page's tasks as they are stored: a task may be as large, and a hundred of them too large."""

Row = TypeVar("Row")


class TaskQuery(Struct, frozen=True):
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


class TaskPage(Struct, frozen=True):
    """``has_more`` is whether another page follows."""

    records: Sequence[TaskRecord]
    has_more: bool


def take_page(
    rows: Iterable[Row], limit: int, count_bytes: Callable[[Row], int]
) -> tuple[list[Row], bool]:
    """So many of the rows, or as many as ``PAGE_BYTES`` hold, at least one; whether there are more.

    Of the rest no more than one is looked at.
    """
    taken: list[Row] = []
    size = 0
    for row in rows:
        size += count_bytes(row)
        if taken and (len(taken) == limit or size > PAGE_BYTES):
            return taken, True
        taken.append(row)
    return taken, False
