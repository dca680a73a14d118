"""An approval as its readers see it: a row of the list, or all that somebody decides from."""

from typing import Any

from gateway.core.approval import Approval, Decision
from gateway.core.clock import find_iso, iso_from_ms
from gateway.core.json import decode
from gateway.core.message_document import write_message
from gateway.inbox.consent import turns_of
from gateway.store.records import TaskRecord


def write_approval(approval: Approval) -> dict[str, Any]:
    """``needed`` people have to say yes, and those of ``approved_by`` did."""
    return {
        "id": approval.id,
        "state": approval.state.value,
        "peer": approval.peer,
        "skill": approval.skill,
        "reason": approval.reason,
        "amount": approval.amount,
        "currency": approval.currency,
        "needed": approval.needed,
        "approved_by": [said.by for said in approval.decisions if said.is_approved],
        "task_id": approval.task_id,
        "asked_at": iso_from_ms(approval.asked_at),
        "estimated_response_by": iso_from_ms(approval.estimated_at),
        "expires_at": iso_from_ms(approval.expires_at),
        "ended_at": find_iso(approval.ended_at),
    }


def write_whole(approval: Approval, record: TaskRecord | None) -> dict[str, Any]:
    """``said`` is what the peer had said when it was asked, all of which ``digest`` is over, and
    ``said_since`` what it said later, which changes nothing. Both are A2A 1.0 messages.
    """
    turns = turns_of(record.task.history) if record is not None else []
    return {
        **write_approval(approval),
        "rule": approval.rule,
        "arguments": approval.arguments,
        "digest": approval.digest,
        "note": approval.note,
        "said": [write_message(turn) for turn in turns[: approval.turns]],
        "said_since": [write_message(turn) for turn in turns[approval.turns :]],
        "decisions": [_write_decision(decision) for decision in approval.decisions],
        "used_at": find_iso(approval.used_at),
        "activity_id": approval.activity_id,
        "task": None if record is None else _write_task(record),
    }


def _write_decision(decision: Decision) -> dict[str, Any]:
    return {
        "by": decision.by,
        "decision": "approved" if decision.is_approved else "rejected",
        "at": iso_from_ms(decision.at),
        "note": decision.note,
    }


def _write_task(record: TaskRecord) -> dict[str, Any]:
    """``told`` is what its peer was told last."""
    told = record.task.status.message
    return {
        "id": record.task.id,
        "state": record.task.state.value,
        "skill": record.skill,
        "context_id": record.task.context_id,
        "dialect": record.made_in,
        "created_at": iso_from_ms(record.created_at),
        "response_schema": decode(record.contract.encode()) if record.contract else None,
        "told": None if told is None else write_message(told),
    }
