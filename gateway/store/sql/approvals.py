"""The statements of the approvals."""

from typing import Final

import orjson

from gateway.core.approval import Approval, ApprovalState, Decision, SkillCall
from gateway.core.json import encode
from gateway.store.approval import (
    MOST_DUE,
    ApprovalQuery,
    ApprovalWrite,
    AskApproval,
    ChangeApproval,
)
from gateway.store.sql.text import Row, Step, insert, select

_COLUMNS: Final = (
    "tenant",
    "id",
    "task_id",
    "peer",
    "skill",
    "arguments",
    "digest",
    "reason",
    "message_id",
    "asked_at",
    "expires_at",
    "estimated_at",
    "note",
    "amount",
    "currency",
    "rule",
    "turns",
    "activity_id",
    "calls",
    "needed",
    "state",
    "decisions",
    "ended_at",
    "used_at",
    "version",
)

# No text comes after this letter.
_LAST: Final = "\U0010ffff"

ASK_APPROVAL: Final = insert("approvals", _COLUMNS)
CHANGE_APPROVAL: Final = (
    "UPDATE approvals SET state = ?, decisions = ?, ended_at = ?, used_at = ?, version = ?"
    " WHERE tenant = ? AND id = ? AND version = ? - 1"
)
# SQLite takes two known columns of an index for hardly better than the tenant alone, and would go
# through all that was ever approved: so where nothing asks for an order the index is named.
VOID_APPROVALS: Final = (
    "UPDATE approvals INDEXED BY approvals_by_task"
    " SET state = 'void', ended_at = ?, version = version + 1"
    " WHERE tenant = ? AND task_id = ? AND state = 'waiting'"
)
APPROVALS_ORDER: Final = (ASK_APPROVAL, CHANGE_APPROVAL, VOID_APPROVALS)

FIND_APPROVAL: Final = select(_COLUMNS, "approvals WHERE tenant = ? AND id = ?")
LIST_APPROVALS_OF_TASK: Final = select(
    _COLUMNS, "approvals WHERE tenant = ? AND task_id = ? ORDER BY asked_at, id"
)
# The state is written as in the two indexes of what waits, else they are not used.
COUNT_WAITING: Final = (
    "SELECT count(*) FROM approvals INDEXED BY approvals_of_peer"
    " WHERE tenant = ? AND peer = ? AND state = 'waiting'"
)
LIST_DUE_APPROVALS: Final = select(
    _COLUMNS,
    "approvals WHERE tenant = ? AND state = 'waiting' AND expires_at <= ? ORDER BY expires_at, id"
    f" LIMIT {MOST_DUE}",
)


def list_approvals(tenant: str, query: ApprovalQuery) -> tuple[str, Row]:
    """The text and the values of one page, newest first."""
    where, values = ["tenant = ?"], [tenant]
    for column, value in (
        ("state", query.state or ""),
        ("peer", query.peer),
        ("task_id", query.task_id),
    ):
        if value:
            where.append(f"{column} = ?")
            values.append(value)
    if query.begins:
        where.append("id >= ? AND id < ?")
        values += query.begins, query.begins + _LAST
    before: tuple[int | str, ...] = ()
    if query.before is not None:
        where.append("(asked_at, id) < (?, ?)")
        before = (query.before, query.before_id)
    rest = f"approvals WHERE {' AND '.join(where)} ORDER BY asked_at DESC, id DESC LIMIT ?"
    return select(_COLUMNS, rest), (*values, *before, query.limit)


def write_approvals(tenant: str, write: ApprovalWrite) -> Step:
    match write:
        case AskApproval(approval):
            return Step(ASK_APPROVAL, _write_row(tenant, approval))
        case ChangeApproval(approval):
            return Step(
                CHANGE_APPROVAL,
                (
                    approval.state.value,
                    _write_decisions(approval),
                    approval.ended_at,
                    approval.used_at,
                    approval.version,
                    tenant,
                    approval.id,
                    approval.version,
                ),
            )
        case _:
            return Step(VOID_APPROVALS, (write.at, tenant, write.task_id))


def read_approval(row: Row) -> Approval:
    values = dict(zip(_COLUMNS[1:], row[1:], strict=True))
    values["arguments"] = orjson.loads(values["arguments"])
    values["calls"] = tuple(SkillCall(*call) for call in orjson.loads(values["calls"]))
    values["state"] = ApprovalState(values["state"])
    values["decisions"] = tuple(
        Decision(said["by"], said["approved"], said["at"], said["note"])
        for said in orjson.loads(values["decisions"])
    )
    return Approval(**values)


def _write_row(tenant: str, approval: Approval) -> Row:
    written = {
        "arguments": encode(approval.arguments).decode(),
        "calls": encode(
            [[call.skill, call.arguments, call.number] for call in approval.calls]
        ).decode(),
        "state": approval.state.value,
        "decisions": _write_decisions(approval),
    }
    rest = (
        written[column] if column in written else getattr(approval, column)
        for column in _COLUMNS[1:]
    )
    return (tenant, *rest)


def _write_decisions(approval: Approval) -> str:
    return encode(
        [
            {"by": said.by, "approved": said.is_approved, "at": said.at, "note": said.note}
            for said in approval.decisions
        ]
    ).decode()
