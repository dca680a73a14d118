"""What was said in tasks, a row for each message that is not in its task's document."""

from typing import Final

from gateway.store.document import dump_turns
from gateway.store.sql.text import Step, insert, select
from gateway.store.writes import UpdateTask

TURN_COLUMNS: Final = ("tenant", "task_id", "seq", "role", "doc")

ADD_TURN: Final = insert("turns", TURN_COLUMNS)
# Its values are the tenant, the task's id, and how many there are. As bytes they are what goes into
# the next document and answer.
READ_TURNS: Final = select(
    ("role", "CAST(doc AS BLOB)"),
    "turns WHERE tenant = ? AND task_id = ? AND seq <= ? ORDER BY seq",
)


def write_turns(tenant: str, write: UpdateTask) -> list[Step]:
    """Those that are rows from now on; raise StoreError for one that cannot be written."""
    task, kept = write.record.task, write.kept
    new = dump_turns(task.history[kept : write.record.turns])
    return [
        Step(ADD_TURN, (tenant, task.id, seq, role, doc))
        for seq, (role, doc) in enumerate(new, kept + 1)
    ]
