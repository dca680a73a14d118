"""What the statements of the SQL engines say, as rules on values, for the store in memory."""

from msgspec.structs import replace

from gateway.store.document import dump_task, load_task
from gateway.store.records import Activity, TaskRecord
from gateway.store.task_query import TaskQuery


def is_asked_for(record: TaskRecord, query: TaskQuery) -> bool:
    task = record.task
    is_after = query.before is None or (record.updated_at, task.id) < (
        query.before,
        query.before_id,
    )
    return (
        is_after
        and query.peer in ("", record.peer)
        and query.context_id in ("", task.context_id)
        and query.skill in ("", record.skill)
        and query.state in (None, task.state)
        and (query.status_since is None or task.status.at >= query.status_since)
    )


def copied(record: TaskRecord) -> TaskRecord:
    # What the caller's metadata becomes later must not change what is stored.
    return replace(record, task=load_task(dump_task(record.task)))


def brought_up_to_date(known: Activity | None, activity: Activity) -> Activity:
    if known is None:
        return activity
    return replace(
        known,
        status=activity.status,
        duration_ms=activity.duration_ms,
        error=activity.error,
        output=activity.output,
        task_id=activity.task_id or known.task_id,
        dialect=activity.dialect or known.dialect,
    )
