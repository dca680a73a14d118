"""One peer carries a task out, or does not: what came of it, as the end of our own skill.

What the peer says in words reaches our caller when it answers, asks, or declines. Of its failures
only their kind is told.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

from gateway.core.call import MessageReply
from gateway.core.errors import (
    ConfigError,
    Fault,
    GatewayError,
    LoopLimit,
    PeerBusy,
    PeerError,
    PeerRefused,
    PeerTimeout,
    PeerUnreachable,
    RateLimited,
)
from gateway.core.message import Artifact, Part
from gateway.core.task import INTERRUPTED, Task, TaskState
from gateway.delegate.listener import Listener
from gateway.delegate.relay import Relay
from gateway.outbox import Outcome, take_result
from gateway.skillkit import SkillContext
from gateway.skillkit.outcome import PassOn

NoteTask: TypeAlias = Callable[[str, str], Awaitable[None]]
"""Is told the peer's task and context as soon as they are known."""

_PASSED_ON: Final = INTERRUPTED | {TaskState.COMPLETED, TaskState.REJECTED}
_ELSEWHERE: Final = frozenset({400, 404, 405, 406, 410, 415, 422, 501})


class Undone(Exception):
    """The peer did not carry it out; ``error`` may be told to our caller.

    ``is_untouched`` when nothing was done there, so that another peer may be asked; ``is_final``
    when no other peer may be, whatever the skill's effect.
    """

    def __init__(self, error: GatewayError, *, is_untouched: bool, is_final: bool) -> None:
        super().__init__(error.reason)
        self.error = error
        self.is_untouched = is_untouched
        self.is_final = is_final


async def carry_out(listener: Listener, ctx: SkillContext, note_task: NoteTask) -> Any:
    """The result as a skill returns it; raise PassOn where the task waits or is declined, Undone
    where the peer did not do it.
    """
    relay = Relay(ctx)
    async for event in listener.events():
        if listener.task_id:
            await note_task(listener.task_id, event.context_id)
        await relay.tell(event)
    outcome = listener.outcome
    assert outcome is not None
    task = outcome.task
    if isinstance(outcome.reply, MessageReply):
        return _result(ctx, outcome.reply.message.parts)
    if task is not None and task.state in _PASSED_ON:
        return await _pass_on(ctx, relay, task)
    raise _undone(outcome, relay)


async def _pass_on(ctx: SkillContext, relay: Relay, task: Task) -> Any:
    said = task.status.message.parts if task.status.message is not None else ()
    missing = relay.missing(task)
    if task.state is TaskState.COMPLETED and (not said or not task.artifacts):
        return missing or (_result(ctx, said) if said else None)
    for artifact in missing:
        await ctx.desk.artifact(artifact, append=False, last=True)
    raise PassOn(task.state, said)


def _result(ctx: SkillContext, parts: tuple[Part, ...]) -> Artifact:
    """A direct answer, or one in the last status, as the artifact that callers look for."""
    return Artifact(ctx.desk.new_id(), parts, name="result")


def _undone(outcome: Outcome, relay: Relay) -> Undone:
    try:
        take_result(outcome)
    except GatewayError as error:
        told = LoopLimit() if isinstance(outcome.error, LoopLimit) else error
    else:
        told = PeerError()
    return Undone(
        told,
        is_untouched=outcome.error is not None and not relay.has_shown and _is_no(outcome.error),
        is_final=relay.has_shown or isinstance(told, LoopLimit),
    )


def _is_no(error: GatewayError) -> bool:
    """Whether it says that nothing was begun."""
    match error:
        case PeerTimeout():
            return False
        case PeerUnreachable() | PeerRefused() | RateLimited() | ConfigError():
            return True
        case PeerBusy():
            # Without a status it hung up, and who knows when.
            return error.peer_status > 0 or error.peer_code != 0
        case PeerError():
            return error.peer_status in _ELSEWHERE or not (error.peer_status or error.peer_code)
        case _:
            return error.fault is Fault.CALLER and error.http_status < GatewayError.http_status
