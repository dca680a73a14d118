"""The statements of the tasks, each a document with the columns that are asked for.

A row is in the order of the record's own fields, but for the columns that only the document can
tell.
"""

from typing import Final

from msgspec.structs import replace

from gateway.core.clock import iso_from_ms
from gateway.store.document import dump_task, load_task
from gateway.store.records import TaskRecord
from gateway.store.sql.text import Row, insert, select
from gateway.store.task_query import TaskQuery

TASK_COLUMNS: Final = (
    "tenant",
    "id",
    "peer",
    "context_id",
    "state",
    "skill",
    "made_in",
    "alias",
    "contract",
    "activity_id",
    "version",
    "created_at",
    "updated_at",
    "events",
    "chain",
    "turns",
    "doc",
)

INSERT_TASK: Final = insert("tasks", TASK_COLUMNS)
# Its values are those of the other columns, then the tenant, the id and the version.
UPDATE_TASK: Final = (
    f"UPDATE tasks SET {', '.join(f'{column} = ?' for column in TASK_COLUMNS[2:])}"  # noqa: S608
    " WHERE tenant = ? AND id = ? AND version = ? - 1"
)

FIND_TASK: Final = select(TASK_COLUMNS, "tasks WHERE tenant = ? AND id = ?")
FIND_TASK_BY_SEQ: Final = select(TASK_COLUMNS, "tasks WHERE seq = ?")
# The list of states is written as in the index tasks_unfinished, else it is not used.
LIST_UNFINISHED: Final = select(
    TASK_COLUMNS,
    "tasks WHERE tenant = ? AND state IN ('submitted', 'working') AND NOT EXISTS"
    " (SELECT 1 FROM approvals INDEXED BY approvals_by_task WHERE approvals.tenant = tasks.tenant"
    " AND approvals.task_id = tasks.id AND approvals.state = 'waiting') ORDER BY seq",
)

# Peers one by one, each found in the index tasks_by_peer by a single step: so everyone's newest
# tasks need no index of their own, which every new task would pay for.
_ONE_PEER: Final = "SELECT ?2 AS peer"
_EVERY_PEER: Final = (
    "SELECT min(peer) FROM tasks WHERE tenant = ?1 UNION ALL"
    " SELECT (SELECT min(peer) FROM tasks WHERE tenant = ?1 AND peer > owner.peer)"
    " FROM owner WHERE owner.peer IS NOT NULL"
)
_NEWEST_FIRST: Final = "ORDER BY updated_at DESC, id DESC LIMIT ?{}"


def write_record(tenant: str, record: TaskRecord) -> Row:
    """Raise StoreError for a task that holds what JSON cannot say."""
    task = record.task
    return (
        tenant,
        task.id,
        record.peer,
        task.context_id,
        str(task.status.state),
        record.skill,
        record.made_in,
        record.alias,
        record.contract,
        record.activity_id,
        record.version,
        record.created_at,
        record.updated_at,
        record.events,
        record.chain,
        record.turns,
        dump_task(task, record.turns),
    )


def read_record(row: Row) -> TaskRecord:
    """The record of a row that ends with the task's turns."""
    _, _, peer, _, _, *known, doc, turns = row
    return TaskRecord(load_task(doc, turns), peer, *known)


def list_tasks(tenant: str, query: TaskQuery) -> tuple[str, Row]:
    """The text and the values that give the ``seq`` of each task of one page and of one more: the
    newest of each peer, and of these the newest.

    Not the tasks, for what is sorted is held in memory as it is.
    """
    where, values = _restrict_tasks(tenant, query)
    newest_first = _NEWEST_FIRST.format(len(values) + 1)
    newest = f"SELECT seq FROM tasks WHERE {where} {newest_first}"  # noqa: S608
    rest = f"owner CROSS JOIN tasks ON seq IN ({newest}) {newest_first}"
    return f"{_owners(query)} {select(('seq',), rest)}", (*values, query.limit + 1)


def count_tasks(tenant: str, query: TaskQuery) -> tuple[str, Row]:
    """The text and the values that count the tasks of all pages."""
    where, values = _restrict_tasks(tenant, replace(query, before=None))
    count = f"SELECT COUNT(*) FROM owner CROSS JOIN tasks ON {where}"  # noqa: S608
    return f"{_owners(query)} {count}", values


def _owners(query: TaskQuery) -> str:
    return f"WITH RECURSIVE owner (peer) AS ({_ONE_PEER if query.peer else _EVERY_PEER})"


def _restrict_tasks(tenant: str, query: TaskQuery) -> tuple[str, Row]:
    """What is true of a task that is asked for, and the values that the text needs."""
    terms = ["tenant = ?1 AND tasks.peer = owner.peer"]
    values: list[str | int] = [tenant, query.peer] if query.peer else [tenant]

    def restrict(term: str, *given: str | int) -> None:
        marks = [f"?{len(values) + place}" for place in range(1, len(given) + 1)]
        terms.append(term.format(*marks))
        values.extend(given)

    if query.before is not None:
        restrict("(updated_at, id) < ({}, {})", query.before, query.before_id)
    if query.context_id:
        restrict("context_id = {}", query.context_id)
    if query.skill:
        restrict("skill = {}", query.skill)
    if query.state is not None:
        restrict("state = {}", query.state.value)
    if query.status_since is not None:
        # No task is saved before its status is taken, and the stored form of a time sorts as text.
        restrict("updated_at >= {}", query.status_since)
        since = iso_from_ms(query.status_since)
        restrict("json_extract(doc, '$.status.timestamp') >= {}", since)
    return " AND ".join(terms), tuple(values)
