"""Each write value as one statement and its row; the texts that read.

The texts are constants: an engine keeps them prepared, and can write the rows of many units that
share a text at once.
"""

from typing import Final, assert_never

from msgspec.structs import replace

from gateway.core.clock import iso_from_ms
from gateway.store.approval import AskApproval, ChangeApproval, VoidApprovals
from gateway.store.conversation import Remember
from gateway.store.deal import DealWrite
from gateway.store.discovery import RecordDiscovery
from gateway.store.errand import RecordErrand
from gateway.store.events import AddEvents
from gateway.store.health import SaveHealth
from gateway.store.invitation import AddInvitation, TakeInvitation
from gateway.store.managed import ManagedWrite
from gateway.store.notice import MoveCursor, RaiseNotice
from gateway.store.pin import PinWrite
from gateway.store.records import ALIAS
from gateway.store.signing import SaveSigningKey
from gateway.store.spending import AddSpending
from gateway.store.sql.approvals import write_approvals
from gateway.store.sql.conversations import write_remember
from gateway.store.sql.deals import write_deals
from gateway.store.sql.errands import RECORD_ERRAND, write_errand
from gateway.store.sql.events import write_events
from gateway.store.sql.health import SAVE_HEALTH, write_health
from gateway.store.sql.invitations import write_invitation
from gateway.store.sql.managed import write_managed
from gateway.store.sql.notices import MOVE_CURSOR, RAISE_NOTICE, write_cursor, write_notice
from gateway.store.sql.outbox import write_owed
from gateway.store.sql.pins import write_pins
from gateway.store.sql.rows import (
    ACTIVITY_COLUMNS,
    CLAIM_COLUMNS,
    DISCOVERY_COLUMNS,
    PEER_COLUMNS,
    TASK_COLUMNS,
    Row,
    write_activity,
    write_claim,
    write_discovery,
    write_record,
)
from gateway.store.sql.signing import SAVE_SIGNING_KEY, write_signing_key
from gateway.store.sql.spending import ADD_SPENDING, write_spending
from gateway.store.sql.subscriptions import RECORD_SUBSCRIPTION, write_subscription
from gateway.store.sql.text import Step, Steps, insert, select
from gateway.store.subscription import RecordSubscription
from gateway.store.task_query import TaskQuery
from gateway.store.writes import (
    InsertTask,
    KeepingWrite,
    RecordActivity,
    RowWrite,
    TakeClaim,
    Unit,
    UpdateTask,
)

TAKE_CLAIM: Final = insert("claims", CLAIM_COLUMNS)
INSERT_TASK: Final = insert("tasks", TASK_COLUMNS)
# Its values are those of the other columns, then the tenant, the id and the version.
UPDATE_TASK: Final = (
    f"UPDATE tasks SET {', '.join(f'{column} = ?' for column in TASK_COLUMNS[2:])}"  # noqa: S608
    " WHERE tenant = ? AND id = ? AND version = ? - 1"
)
RECORD_ACTIVITY: Final = (
    insert("activity", ACTIVITY_COLUMNS)
    + " ON CONFLICT (tenant, id) DO UPDATE SET status = excluded.status,"
    " duration_ms = excluded.duration_ms, error = excluded.error, output = excluded.output,"
    " task_id = coalesce(nullif(excluded.task_id, ''), task_id),"
    " dialect = coalesce(nullif(excluded.dialect, ''), dialect)"
)
RECORD_DISCOVERY: Final = insert("discoveries", DISCOVERY_COLUMNS).replace(
    "INSERT", "INSERT OR REPLACE", 1
)

FIND_CLAIM: Final = select(
    CLAIM_COLUMNS, "claims WHERE tenant = ? AND peer = ? AND scope = ? AND id = ?"
)
LIST_CLAIM_KEYS: Final = select(CLAIM_COLUMNS[:4], "claims")
FIND_TASK: Final = select(TASK_COLUMNS, "tasks WHERE tenant = ? AND id = ?")
FIND_ACTIVITY: Final = select(ACTIVITY_COLUMNS, "activity WHERE tenant = ? AND id = ?")
# The list of states is written as in the index tasks_unfinished, else it is not used.
LIST_UNFINISHED: Final = select(
    TASK_COLUMNS,
    "tasks WHERE tenant = ? AND state IN ('submitted', 'working') AND NOT EXISTS"
    " (SELECT 1 FROM approvals INDEXED BY approvals_by_task WHERE approvals.tenant = tasks.tenant"
    " AND approvals.task_id = tasks.id AND approvals.state = 'waiting') ORDER BY seq",
)
LIST_PEER_STATES: Final = select(PEER_COLUMNS, "peers WHERE tenant = ? ORDER BY name")
LIST_OLD_CLAIMS: Final = select(
    CLAIM_COLUMNS[:4], f"claims WHERE tenant = ? AND at < ? AND scope != '{ALIAS}'"
)
FIND_DISCOVERY: Final = select(DISCOVERY_COLUMNS, "discoveries WHERE tenant = ? AND peer = ?")
FORGET_CLAIM: Final = "DELETE FROM claims WHERE tenant = ? AND peer = ? AND scope = ? AND id = ?"

# Peers one by one, each found in the index tasks_by_peer by a single step: so everyone's newest
# tasks need no index of their own, which every new task would pay for.
_ONE_PEER: Final = "SELECT ?2 AS peer"
_EVERY_PEER: Final = (
    "SELECT min(peer) FROM tasks WHERE tenant = ?1 UNION ALL"
    " SELECT (SELECT min(peer) FROM tasks WHERE tenant = ?1 AND peer > owner.peer)"
    " FROM owner WHERE owner.peer IS NOT NULL"
)
_NEWEST_FIRST: Final = "ORDER BY updated_at DESC, id DESC LIMIT ?{}"


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


def list_tasks(tenant: str, query: TaskQuery) -> tuple[str, Row]:
    """The text and the values of one page and a row: the newest of each peer, and of these the
    newest.
    """
    where, values = _restrict_tasks(tenant, query)
    newest_first = _NEWEST_FIRST.format(len(values) + 1)
    newest = f"SELECT seq FROM tasks WHERE {where} {newest_first}"  # noqa: S608
    rest = f"owner CROSS JOIN tasks ON seq IN ({newest}) {newest_first}"
    columns = tuple(f"tasks.{column}" for column in TASK_COLUMNS)
    return f"{_owners(query)} {select(columns, rest)}", (*values, query.limit + 1)


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


def write_unit(tenant: str, unit: Unit) -> Steps:
    """Raise StoreError for a task that cannot be written."""
    steps: list[Step] = []
    for write in unit:
        match write:
            case TakeClaim(claim):
                steps.append(Step(TAKE_CLAIM, write_claim(tenant, claim)))
            case InsertTask(record):
                steps.append(Step(INSERT_TASK, write_record(tenant, record)))
            case UpdateTask(record):
                tenant_and_id, values = (row := write_record(tenant, record))[:2], row[2:]
                steps.append(Step(UPDATE_TASK, (*values, *tenant_and_id, record.version)))
            case AddEvents():
                steps += write_events(tenant, write)
            case RecordActivity(activity):
                steps.append(Step(RECORD_ACTIVITY, write_activity(tenant, activity)))
            case _:
                steps += _write_what_holds(tenant, write)
    return steps


def _write_what_holds(
    tenant: str,
    write: KeepingWrite,
) -> Steps:
    match write:
        case Remember():
            return write_remember(tenant, write)
        case _ if isinstance(write, RowWrite):
            return (_write_row(tenant, write),)
        case AskApproval() | ChangeApproval() | VoidApprovals():
            return (write_approvals(tenant, write),)
        case _ if isinstance(write, PinWrite):
            return write_pins(tenant, write)
        case _ if isinstance(write, DealWrite):
            return write_deals(tenant, write)
        case AddInvitation() | TakeInvitation():
            return (write_invitation(tenant, write),)
        case _ if isinstance(write, ManagedWrite):
            return (write_managed(tenant, write),)
        case _:
            return write_owed(tenant, write)


def _write_row(tenant: str, write: RowWrite) -> Step:
    match write:
        case RecordDiscovery(discovery):
            return Step(RECORD_DISCOVERY, write_discovery(tenant, discovery))
        case SaveSigningKey(key):
            return Step(SAVE_SIGNING_KEY, write_signing_key(tenant, key))
        case SaveHealth(health):
            return Step(SAVE_HEALTH, write_health(tenant, health))
        case RecordErrand(errand):
            return Step(RECORD_ERRAND, write_errand(tenant, errand))
        case AddSpending():
            return Step(ADD_SPENDING, write_spending(tenant, write))
        case RecordSubscription(subscription):
            return Step(RECORD_SUBSCRIPTION, write_subscription(tenant, subscription))
        case RaiseNotice(notice):
            return Step(RAISE_NOTICE, write_notice(tenant, notice))
        case MoveCursor():
            return Step(MOVE_CURSOR, write_cursor(tenant, write))
        case _:
            assert_never(write)
