"""The statements and rows of events."""

from collections.abc import Iterable
from typing import Final

from gateway.core.task import TaskEvent
from gateway.store.document import dump_event, load_event
from gateway.store.events import AddEvents
from gateway.store.sql.text import Row, Step, insert, select

EVENT_COLUMNS: Final = ("tenant", "task_id", "seq", "at", "doc")

ADD_EVENT: Final = insert("events", EVENT_COLUMNS)
READ_EVENTS: Final = select(
    ("seq", "doc"), "events WHERE tenant = ? AND task_id = ? AND seq > ? ORDER BY seq LIMIT ?"
)
# So many at a time, and of no task what its document does not hold.
FORGET_EVENTS: Final = (
    "DELETE FROM events WHERE (tenant, task_id, seq) IN"
    " (SELECT old.tenant, old.task_id, old.seq FROM events AS old"
    " JOIN tasks ON tasks.tenant = old.tenant AND tasks.id = old.task_id"
    " WHERE old.tenant = ? AND old.at < ? AND old.seq <= tasks.events LIMIT ?)"
)


def write_events(tenant: str, write: AddEvents) -> list[Step]:
    """Raise StoreError for an event that cannot be written."""
    task_id, at = write.task_id, write.at
    return [
        Step(ADD_EVENT, (tenant, task_id, seq, at, dump_event(event)))
        for seq, event in enumerate(write.events, write.first)
    ]


def read_events(rows: Iterable[Row], after: int) -> list[TaskEvent]:
    """The events of rows that begin right after that number, up to the first gap."""
    events: list[TaskEvent] = []
    for expected, (seq, doc) in enumerate(rows, after + 1):
        if seq != expected:
            break
        events.append(load_event(doc))
    return events
