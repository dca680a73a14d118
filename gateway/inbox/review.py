"""A task that waits for our own human: what its peer is told meanwhile, and what is owed to us.

Nothing of this is a question to the peer: it cannot answer, and what it says changes nothing.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from gateway.core.approval import Approval
from gateway.core.clock import Clock, iso_from_ms
from gateway.core.json import Json, JsonObject
from gateway.core.message import DataPart, TextPart
from gateway.core.notice import Notice, NoticeType
from gateway.core.task import PENDING_REVIEW, StatusUpdate, TaskState, TaskStatus
from gateway.inbox.notices import if_short
from gateway.inbox.say import say
from gateway.inbox.work import Work
from gateway.store.approval import AskApproval, ChangeApproval
from gateway.store.notice import RaiseNotice

_NOTE: Final = "A person here has to approve this first."


def begin_review(work: Work, approval: Approval, preliminary: JsonObject, clock: Clock) -> None:
    """Let the task wait; it is durable, and the approval with it, after the next save."""
    by = iso_from_ms(approval.estimated_at)
    note = approval.note or _NOTE
    data = {
        **preliminary,
        "status": PENDING_REVIEW,
        "estimated_response_by": by,
        "note": note,
    }
    words = TextPart(f"{note} Expect an answer by {by}.")
    said = say(work.task, (DataPart(data), words), clock)
    work.change(StatusUpdate(TaskStatus(TaskState.WORKING, approval.asked_at, said)))
    asked = approval_notice(
        NoticeType.APPROVAL_REQUESTED,
        approval,
        approval.asked_at,
        arguments=if_short(approval.arguments),
        rule=approval.rule,
        estimated_response_by=by,
        expires_at=iso_from_ms(approval.expires_at),
    )
    work.owe(AskApproval(approval), asked)


def use(grants: Sequence[Approval], now: int) -> Iterator[ChangeApproval]:
    """The approved run begins: those that were not used before are used from now on."""
    for grant in grants:
        if not grant.used_at:
            yield ChangeApproval(replace(grant, used_at=now, version=grant.version + 1))


def approval_notice(kind: NoticeType, approval: Approval, at: int, **more: Json) -> RaiseNotice:
    """What our own house is told of an approval. Each of its versions is told of once."""
    data = {
        "task_id": approval.task_id,
        "skill": approval.skill,
        "reason": approval.reason,
        "amount": approval.amount,
        "currency": approval.currency,
        "state": approval.state.value,
        "needed": approval.needed,
        **more,
    }
    notice_id = f"{approval.id}-{approval.version}"
    return RaiseNotice(Notice(notice_id, kind, at, approval.id, approval.peer, data))
