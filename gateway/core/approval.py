"""A human's decision that a task waits for, as values: what is asked, who decided, and how.

What is decided upon is frozen: the digest is over the task, its peer, the skill, its arguments and
the words of the peer up to that moment. Nothing that the peer says later can change it.
"""

from enum import StrEnum

from msgspec import Struct, field

from gateway.core.json import JsonObject


class ApprovalState(StrEnum):
    """``waiting`` may become each of the others, which stay; ``void`` when its task ended first."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"
    VOID = "void"


class Decision(Struct, frozen=True):
    """``by`` is who decided: the name of a person, or ``operator`` for the shared token."""

    by: str
    is_approved: bool
    at: int
    note: str = ""


class SkillCall(Struct, frozen=True):
    """One skill of ours with what it is given; ``number`` says which of its run's calls that are
    equal otherwise it is, from 1."""

    skill: str
    arguments: JsonObject
    number: int = 1


class Approval(Struct, frozen=True):
    """``skill`` and ``arguments`` are what will run; of a skill that another one runs, that one,
    and ``calls`` are those that lead to it, the task's own excepted.

    ``reason`` is for the approver, ``note`` for the peer, ``rule`` says what of the operator's
    rules asks. ``amount`` is in ``currency``, None where none is at stake. The first ``turns`` of
    the peer are what the request is made of, and ``message_id`` is the last of them; whatever the
    peer has said after them changes nothing. ``activity_id`` is the audit row of the call whose run
    asked. ``needed`` is how many different people have to say yes. ``ended_at`` is when it stopped
    waiting, ``used_at`` when the approved run began, once; 0 before. Times are in milliseconds.
    ``version`` counts the saves, from 1.
    """

    id: str
    task_id: str
    peer: str
    skill: str
    arguments: JsonObject
    digest: str
    reason: str
    message_id: str
    asked_at: int
    expires_at: int
    estimated_at: int
    note: str = ""
    amount: float | None = None
    currency: str = ""
    rule: str = ""
    turns: int = 1
    activity_id: str = ""
    calls: tuple[SkillCall, ...] = ()
    needed: int = 1
    state: ApprovalState = ApprovalState.WAITING
    decisions: tuple[Decision, ...] = field(default_factory=tuple)
    ended_at: int = 0
    used_at: int = 0
    version: int = 1
