"""A peer's result for a skill of ours: a value, or an error that gives nothing of the peer away."""

from gateway.core.chain import CHAIN_EXTENSION
from gateway.core.errors import LoopLimit, PeerBusy, PeerError, PeerTimeout, PeerUnreachable
from gateway.core.json import Json
from gateway.core.task import Task, TaskState
from gateway.outbox.outcome import Kind, Outcome


def take_result(outcome: Outcome) -> Json:
    """The value of an answer; raise PeerUnreachable, PeerBusy, PeerTimeout, LoopLimit or PeerError.

    Of the peer only the reason word is repeated; its own error is the cause.
    """
    error, task = outcome.error, outcome.task
    if isinstance(error, LoopLimit) or (task is not None and _is_of_a_loop(task)):
        raise LoopLimit from error
    match outcome.kind:
        case Kind.UNREACHABLE:
            raise PeerUnreachable from error
        case Kind.RETRY if isinstance(error, PeerTimeout):
            raise PeerTimeout from error
        case Kind.RETRY:
            raise PeerBusy from error
        case Kind.REFUSED | Kind.FAILED | Kind.SCHEMA_MISMATCH:
            raise PeerError(error.reason if error is not None else "") from error
        case Kind.ANSWERED if task is None or task.state is TaskState.COMPLETED:
            return outcome.value
        case Kind.ANSWERED if task is not None and task.review is not None:
            raise PeerError("its task waits for a human's review")
        case Kind.ANSWERED if task is not None and not task.is_settled:
            raise PeerTimeout("its task is still at work")
        case Kind.ANSWERED:
            raise PeerError(f"its task is {task.state}" if task is not None else "")


def _is_of_a_loop(task: Task) -> bool:
    """Whether it failed because somebody further on would not make the chain longer."""
    said = task.status.message
    return (
        task.state is TaskState.FAILED
        and said is not None
        and CHAIN_EXTENSION in (said.metadata or {})
    )
