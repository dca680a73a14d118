"""What happened here that the operator, or an automation of theirs, may want to know.

Apart from the events of a task, which are for the peer that asked for it: a notice is for our own
house alone, and is written in the unit of what it tells of.
"""

from enum import StrEnum

from msgspec import Struct, field

from gateway.core.json import JsonObject


class NoticeType(StrEnum):
    """Each is ``subject.happened``; what ``subject`` and ``data`` of such a notice hold is said in
    docs/automations.md."""

    SIGNAL_RECEIVED = "signal.received"
    DEAL_OPENED = "deal.opened"
    DEAL_ANSWERED = "deal.answered"
    DEAL_SETTLED = "deal.settled"
    DEAL_IMPROVED = "deal.improved"
    DEAL_AWARDED = "deal.awarded"
    DEAL_CLOSED = "deal.closed"
    APPROVAL_REQUESTED = "approval.requested"
    APPROVAL_DECIDED = "approval.decided"
    APPROVAL_EXPIRED = "approval.expired"
    SKILL_RAN = "skill.ran"
    TASK_FINISHED = "task.finished"
    PEER_DOWN = "peer.down"
    PEER_UP = "peer.up"


class Notice(Struct, frozen=True):
    """``at`` is in milliseconds; ``subject`` is the id or name of what it is about, ``peer`` the
    peer that it has to do with, "" for none. ``data`` is all else, as JSON.

    ``seq`` is its place among all notices, which the store gives it; 0 before.
    """

    id: str
    type: NoticeType
    at: int
    subject: str = ""
    peer: str = ""
    data: JsonObject = field(default_factory=dict)
    seq: int = 0
