"""Whether a run may go on without a human: because the rules say so, or because one said yes to it.

What is said yes to is a digest over all that the request is made of, so that a run which asks for
anything else has to ask again (SECURITY: B7). Each yes counts once in a run, also in what takes the
place of one that failed.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from gateway.config import ApprovalSettings
from gateway.core.approval import Approval, ApprovalState, SkillCall
from gateway.core.clock import Clock
from gateway.core.errors import RateLimited
from gateway.core.history import History
from gateway.core.json import Json, JsonObject, as_json, canonical
from gateway.core.message import Message, Role
from gateway.core.message_document import write_message
from gateway.core.peer import Peer
from gateway.inbox.origin import Origin
from gateway.policy.approval import Need, find_need
from gateway.skillkit.approval import Wish
from gateway.skillkit.context import SkillContext
from gateway.skillkit.outcome import NeedApproval
from gateway.store.approval import ApprovalStore
from gateway.store.records import TaskRecord

_MINUTE_MS: Final = 60_000
_HOUR_MS: Final = 3_600_000
_NOTHING: Final[Counter[str]] = Counter()
"""What most runs are granted."""


class Consents(Struct, frozen=True):
    """What every run's consent goes by; ``settings`` are the operator's as the config says now."""

    store: ApprovalStore
    settings: Callable[[], ApprovalSettings]
    clock: Clock


class Consent:
    """That of one run, which answers the first ``turns`` of the peer. ``grants`` are the approvals
    that it was given."""

    def __init__(
        self, ours: Consents, peer: Peer, origin: Origin, turns: int, grants: Sequence[Approval]
    ) -> None:
        self._ours = ours
        self._peer = peer
        self._origin = origin
        self._turns = turns
        self._granted = Counter(grant.digest for grant in grants) if grants else _NOTHING
        self._calls = {name_of(grant.calls) for grant in grants if grant.calls} if grants else ()

    def find_approved(self, calls: Sequence[SkillCall]) -> str:
        """The name of the calls where a human said yes to the last of them, else ""."""
        name = name_of(calls) if self._calls else ""
        return name if name in self._calls else ""

    async def check(self, context: SkillContext, wish: Wish) -> None:
        """Raise NeedApproval where a human has to decide first, and RateLimited where too much of
        this peer waits for that already: people read slowly.
        """
        arguments = as_json(context.arguments)
        turns = turns_of(context.task.history)[: self._turns]
        digest = _digest(context, self._origin, turns, arguments, wish)
        if self._granted[digest]:
            self._granted[digest] -= 1
            return
        settings = self._ours.settings()
        need = find_need(
            settings,
            context.skill,
            self._peer,
            wish.amount,
            wish.currency,
            wish.up_to,
            trust_asks=wish.is_by_trust,
        )
        if need is not None:
            if await self._ours.store.count_waiting(self._peer.name) >= settings.most_waiting:
                raise RateLimited(
                    f"{settings.most_waiting} of your requests wait for a person here"
                )
            approval = self._ask(context, wish, need, turns, digest, arguments)
            raise NeedApproval(approval, as_json(wish.preliminary))

    def _ask(
        self,
        context: SkillContext,
        wish: Wish,
        need: Need,
        turns: Sequence[Message],
        digest: str,
        arguments: JsonObject,
    ) -> Approval:
        now = self._ours.clock.now()
        expires_at = now + round(need.hours * _HOUR_MS)
        return Approval(
            id=self._ours.clock.new_id(),
            task_id=context.task.id,
            peer=self._peer.name,
            skill=context.skill,
            arguments=arguments,
            digest=digest,
            reason=wish.reason,
            message_id=turns[-1].id if turns else context.message.id,
            asked_at=now,
            expires_at=expires_at,
            estimated_at=min(
                now + round(self._ours.settings().answer_minutes * _MINUTE_MS), expires_at
            ),
            note=wish.note,
            amount=wish.amount,
            currency=wish.currency,
            rule=need.rule,
            turns=len(turns),
            activity_id=self._origin.activity_id,
            calls=tuple(replace(call, arguments=as_json(call.arguments)) for call in context.calls),
            needed=need.approvers,
        )


def find_waiting(approvals: Sequence[Approval]) -> Approval | None:
    """The one that a task waits for; it waits for one at a time."""
    waiting = (one for one in approvals if one.state is ApprovalState.WAITING)
    return next(waiting, None)


def grants_of(record: TaskRecord, approvals: Sequence[Approval]) -> tuple[Approval, ...]:
    """What was approved, oldest first, for the run that is the task's newest."""
    return tuple(
        one
        for one in approvals
        if one.state is ApprovalState.APPROVED and one.activity_id == record.activity_id
    )


def calls_of(grants: Sequence[Approval]) -> tuple[SkillCall, ...]:
    """What the task's own skill had run that was approved, each once."""
    calls: list[SkillCall] = []
    for grant in grants:
        if grant.calls and grant.calls[0] not in calls:
            calls.append(grant.calls[0])
    return tuple(calls)


def name_of(calls: Sequence[SkillCall]) -> str:
    """The same for the same calls, in every run of a task."""
    return sha256(canonical(_write(calls))).hexdigest()


def turns_of(history: Sequence[Message]) -> History:
    """What the peer has said, oldest first."""
    return History.of(history).said_by(Role.USER)


def first_turns(history: Sequence[Message], most: int) -> tuple[Message, ...]:
    """The history without what the peer said after so many turns."""
    kept: list[Message] = []
    said = 0
    for message in history:
        said += message.role is Role.USER
        if message.role is not Role.USER or said <= most:
            kept.append(message)
    return tuple(kept)


def _write(calls: Sequence[SkillCall]) -> Json:
    return [[call.skill, call.arguments, call.number] for call in calls]


def _digest(
    context: SkillContext,
    origin: Origin,
    turns: Sequence[Message],
    arguments: JsonObject,
    wish: Wish,
) -> str:
    """SHA-256 over all that must be the same when the approved run asks again."""
    return sha256(
        canonical(
            [
                context.task.id,
                origin.peer,
                origin.activity_id,
                origin.contract,
                [write_message(turn) for turn in turns],
                context.skill,
                arguments,
                _write(context.calls),
                wish.is_by_trust,
                wish.reason,
                wish.amount,
                wish.currency,
            ]
        )
    ).hexdigest()
