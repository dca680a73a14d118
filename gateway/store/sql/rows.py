"""Core values as rows, and back: the columns, their order, and nothing of any engine.

A row is written in the order of its ``*_COLUMNS``, the tenant first. From there on that is the
order of the value's own fields, but for the columns of a task that only its document can tell.
"""

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from gateway.store.discovery import Discovery
from gateway.store.document import dump_task, load_task
from gateway.store.records import Activity, Claim, ClaimKey, PeerState, TaskRecord

Row: TypeAlias = Sequence[Any]

CLAIM_COLUMNS: Final = ("tenant", "peer", "scope", "id", "digest", "task_id", "at", "answer")
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
    "doc",
)
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
PEER_COLUMNS: Final = ("tenant", "name", "first_seen_at", "last_seen_at", "request_count")
DISCOVERY_COLUMNS: Final = (
    "tenant",
    "peer",
    "url",
    "card",
    "found_at",
    "dialect",
    "binding",
    "endpoint",
    "interface_tenant",
    "at",
)


def write_claim(tenant: str, claim: Claim) -> Row:
    key = claim.key
    return (
        tenant,
        key.peer,
        key.scope,
        key.id,
        claim.digest,
        claim.task_id,
        claim.at,
        claim.answer,
    )


def read_claim(row: Row) -> Claim:
    _, peer, scope, message_id, digest, task_id, at, answer = row
    return Claim(ClaimKey(peer, scope, message_id), digest, task_id, at, answer)


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
        dump_task(task),
    )


def read_record(row: Row) -> TaskRecord:
    _, _, peer, _, _, *known, doc = row
    return TaskRecord(load_task(doc), peer, *known)


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


def read_peer_state(row: Row) -> PeerState:
    return PeerState(*row[1:])


def write_discovery(tenant: str, discovery: Discovery) -> Row:
    return (
        tenant,
        discovery.peer,
        discovery.url,
        discovery.card,
        discovery.found_at,
        discovery.dialect,
        discovery.binding,
        discovery.endpoint,
        discovery.tenant,
        discovery.at,
    )


def read_discovery(row: Row) -> Discovery:
    return Discovery(*row[1:])
