"""A peer's result for a skill of ours: a value, or an error that gives nothing of the peer away."""

from gateway.core.errors import PeerBusy, PeerError, PeerTimeout, PeerUnreachable
from gateway.core.json import Json
from gateway.core.task import TaskState
from gateway.outbox.outcome import Kind, Outcome


def take_result(outcome: Outcome) -> Json:
    """The value of an answer; raise PeerUnreachable, PeerBusy, PeerTimeout or PeerError.

    Of the peer only the reason word is repeated; its own error is the cause.
    """
    error, task = outcome.error, outcome.task
    match outcome.kind:
        case Kind.UNREACHABLE:
            raise PeerUnreachable from error
        case Kind.RETRY if isinstance(error, PeerTimeout):
            raise PeerTimeout from error
        case Kind.RETRY:
            raise PeerBusy from error
        case Kind.REFUSED | Kind.FAILED:
            raise PeerError(error.reason if error is not None else "") from error
        case Kind.ANSWERED if task is None or task.state is TaskState.COMPLETED:
            return outcome.value
        case Kind.ANSWERED if task is not None and task.review is not None:
            raise PeerError("its task waits for a human's review")
        case Kind.ANSWERED if task is not None and not task.is_settled:
            raise PeerTimeout("its task is still at work")
        case Kind.ANSWERED:
            raise PeerError(f"its task is {task.state}" if task is not None else "")
