"""What the gateway itself says in a task."""

from gateway.core.clock import Clock
from gateway.core.message import Message, Part, Role, TextPart
from gateway.core.task import Task


def say(task: Task, what: str | tuple[Part, ...], clock: Clock) -> Message:
    """A text, or parts as they are."""
    return Message(
        id=clock.new_id(),
        role=Role.AGENT,
        parts=(TextPart(what),) if isinstance(what, str) else what,
        context_id=task.context_id,
        task_id=task.id,
    )
