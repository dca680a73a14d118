"""What the gateway itself says in a task."""

from gateway.core.clock import Clock
from gateway.core.message import Message, Role, TextPart
from gateway.core.task import Task


def say(task: Task, text: str, clock: Clock) -> Message:
    return Message(
        id=clock.new_id(),
        role=Role.AGENT,
        parts=(TextPart(text),),
        context_id=task.context_id,
        task_id=task.id,
    )
