"""The statements of the audit rows."""

from typing import Final

from gateway.store.records import Activity
from gateway.store.sql.text import Row, insert, select

ACTIVITY_COLUMNS: Final = (
    "tenant",
    "id",
    "at",
    "peer",
    "direction",
    "operation",
    "status",
    "skill",
    "task_id",
    "dialect",
    "duration_ms",
    "error",
    "token_id",
    "request_id",
    "input",
    "output",
)

RECORD_ACTIVITY: Final = (
    insert("activity", ACTIVITY_COLUMNS)
    + " ON CONFLICT (tenant, id) DO UPDATE SET status = excluded.status,"
    " duration_ms = excluded.duration_ms, error = excluded.error, output = excluded.output,"
    " task_id = coalesce(nullif(excluded.task_id, ''), task_id),"
    " dialect = coalesce(nullif(excluded.dialect, ''), dialect)"
)

FIND_ACTIVITY: Final = select(ACTIVITY_COLUMNS, "activity WHERE tenant = ? AND id = ?")


def write_activity(tenant: str, activity: Activity) -> Row:
    return (
        tenant,
        activity.id,
        activity.at,
        activity.peer,
        activity.direction,
        activity.operation,
        activity.status,
        activity.skill,
        activity.task_id,
        activity.dialect,
        activity.duration_ms,
        activity.error,
        activity.token_id,
        activity.request_id,
        activity.input,
        activity.output,
    )


def read_activity(row: Row) -> Activity:
    return Activity(*row[1:])


def list_activity(
    tenant: str, limit: int, before: int | None, before_id: str, peer: str
) -> tuple[str, Row]:
    """The text and the values of one page, newest first."""
    where = ["tenant = ?"]
    values: list[str | int] = [tenant]
    if before is not None:
        where.append("(at, id) < (?, ?)")
        values += [before, before_id]
    if peer:
        where.append("peer = ?")
        values.append(peer)
    rest = f"activity WHERE {' AND '.join(where)} ORDER BY at DESC, id DESC LIMIT ?"
    return select(ACTIVITY_COLUMNS, rest), (*values, limit)
