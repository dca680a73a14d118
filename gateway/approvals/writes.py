"""What the unit of a decision holds beside the task: the approval, its audit row, its notice."""

from gateway.core.approval import Approval
from gateway.core.clock import Clock, iso_from_ms
from gateway.core.json import JsonObject, encode
from gateway.core.notice import NoticeType
from gateway.inbox.review import approval_notice
from gateway.store.approval import ChangeApproval
from gateway.store.records import Activity
from gateway.store.writes import RecordActivity, Write

DECIDE = "DecideApproval"
EXPIRE = "ExpireApproval"


def decided_writes(approval: Approval, clock: Clock) -> list[Write]:
    """For the newest decision, which may be one of two that are needed."""
    decision = approval.decisions[-1]
    said = {
        "by": decision.by,
        "decision": "approved" if decision.is_approved else "rejected",
        "note": decision.note,
    }
    return [
        ChangeApproval(approval),
        _record(approval, DECIDE, said, clock),
        approval_notice(NoticeType.APPROVAL_DECIDED, approval, decision.at, **said),
    ]


def expired_writes(approval: Approval, clock: Clock) -> list[Write]:
    at = iso_from_ms(approval.expires_at)
    return [
        ChangeApproval(approval),
        _record(approval, EXPIRE, {"expired_at": at}, clock),
        approval_notice(NoticeType.APPROVAL_EXPIRED, approval, approval.ended_at, expired_at=at),
    ]


def _record(approval: Approval, operation: str, said: JsonObject, clock: Clock) -> RecordActivity:
    return RecordActivity(
        Activity(
            id=clock.new_id(),
            at=clock.now(),
            peer=approval.peer,
            direction="internal",
            operation=operation,
            status="success",
            skill=approval.skill,
            task_id=approval.task_id,
            input=encode({"approval": approval.id, **said}).decode(),
            output=encode({"state": approval.state.value}).decode(),
        )
    )
