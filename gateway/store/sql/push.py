"""The statements of the push notification configs, and of what goes with one."""

from typing import Final, assert_never

from gateway.store.push import (
    DisablePushConfig,
    ForgetPushConfig,
    PushRecord,
    PushWrite,
    SavePushConfig,
    push_lane,
)
from gateway.store.sql.text import Row, Step, Steps, insert, select

PUSH_COLUMNS: Final = (
    "tenant",
    "task_id",
    "id",
    "peer",
    "url",
    "scheme",
    "sealed",
    "dialect",
    "created_at",
    "disabled",
)

SAVE_PUSH_CONFIG: Final = (
    insert("push_configs", PUSH_COLUMNS)
    + " ON CONFLICT (tenant, task_id, id) DO UPDATE SET url = excluded.url,"
    " scheme = excluded.scheme, sealed = excluded.sealed, dialect = excluded.dialect,"
    " disabled = excluded.disabled"
)
DISABLE_PUSH_CONFIG: Final = (
    "UPDATE push_configs SET disabled = ?4 WHERE tenant = ?1 AND task_id = ?2 AND id = ?3"
)
FORGET_PUSH_CONFIG: Final = "DELETE FROM push_configs WHERE tenant = ? AND task_id = ? AND id = ?"
# What is in hand goes when it is settled: its lane stays one at a time meanwhile.
FORGET_LANE: Final = "DELETE FROM outbox WHERE tenant = ? AND lane = ? AND lease = 0"

# In the order in which a batch may carry them out, whatever the order of its units.
PUSH_ORDER: Final = (SAVE_PUSH_CONFIG, DISABLE_PUSH_CONFIG, FORGET_PUSH_CONFIG, FORGET_LANE)

LIST_PUSH_CONFIGS: Final = select(
    PUSH_COLUMNS, "push_configs WHERE tenant = ? AND task_id = ? ORDER BY created_at, id"
)


def write_push(tenant: str, write: PushWrite) -> Steps:
    match write:
        case SavePushConfig(record):
            return (Step(SAVE_PUSH_CONFIG, _write_push_config(tenant, record)),)
        case DisablePushConfig(task_id, config_id, reason):
            return (Step(DISABLE_PUSH_CONFIG, (tenant, task_id, config_id, reason)),)
        case ForgetPushConfig(task_id, config_id):
            return (
                Step(FORGET_PUSH_CONFIG, (tenant, task_id, config_id)),
                Step(FORGET_LANE, (tenant, push_lane(task_id, config_id))),
            )
        case _:
            assert_never(write)


def read_push_config(row: Row) -> PushRecord:
    return PushRecord(*row[1:])


def _write_push_config(tenant: str, record: PushRecord) -> Row:
    return (
        tenant,
        record.task_id,
        record.id,
        record.peer,
        record.url,
        record.scheme,
        record.sealed,
        record.dialect,
        record.created_at,
        record.disabled,
    )
