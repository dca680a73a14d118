"""The statements of the errands."""

from typing import Final

from gateway.store.errand import Errand
from gateway.store.sql.text import Row, insert, select

ERRAND_COLUMNS: Final = (
    "tenant",
    "task_id",
    "caller",
    "context_id",
    "route",
    "skill",
    "peer",
    "remote_task",
    "remote_context",
    "at",
)

RECORD_ERRAND: Final = insert("errands", ERRAND_COLUMNS).replace("INSERT", "INSERT OR REPLACE", 1)

_OF_CONTEXT: Final = "errands WHERE tenant = ? AND caller = ? AND context_id = ?"
_NEWEST: Final = "ORDER BY at DESC, task_id DESC LIMIT 1"
FIND_ERRAND: Final = select(ERRAND_COLUMNS, "errands WHERE tenant = ? AND task_id = ?")
FIND_ROUTED: Final = select(ERRAND_COLUMNS, f"{_OF_CONTEXT} AND route <> '' {_NEWEST}")
FIND_HANDED: Final = select(ERRAND_COLUMNS, f"{_OF_CONTEXT} AND skill = ? AND peer <> '' {_NEWEST}")
FORGET_ERRANDS: Final = "DELETE FROM errands WHERE tenant = ? AND at < ?"


def write_errand(tenant: str, errand: Errand) -> Row:
    return (
        tenant,
        errand.task_id,
        errand.caller,
        errand.context_id,
        errand.route,
        errand.skill,
        errand.peer,
        errand.remote_task,
        errand.remote_context,
        errand.at,
    )


def read_errand(row: Row) -> Errand:
    return Errand(*row[1:])
