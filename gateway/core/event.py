"""What a stream says, one event after the other (A2A 1.0 section 3.2, StreamResponse)."""

from typing import TypeAlias

from msgspec import Struct

from gateway.core.message import Message
from gateway.core.task import INTERRUPTED, TERMINAL, StatusUpdate, Task, TaskEvent

Said: TypeAlias = Task | Message | TaskEvent


class Event(Struct, frozen=True):
    """``seq`` counts the events of one task from 1, in the order in which all its readers see them;
    the task that begins a stream has that of the last event it holds. A direct message has no task:
    its ``task_id`` is "" and its ``seq`` 0. ``alias`` is the caller's own name for the task and
    ``made_in`` the dialect that started it; callers who name tasks know an artifact by its
    ``position`` among those of the task.
    """

    seq: int
    task_id: str
    context_id: str
    said: Said
    alias: str = ""
    made_in: str = ""
    position: int = 0

    @property
    def is_last(self) -> bool:
        """Whether nothing more can follow."""
        match self.said:
            case Message():
                return True
            case Task(status=status) | StatusUpdate(status=status):
                return status.state in TERMINAL
            case _:
                return False

    @property
    def is_pause(self) -> bool:
        """Whether the task waits for its peer from here on; a 0.3 stream ends here."""
        return isinstance(self.said, Task | StatusUpdate) and self.said.status.state in INTERRUPTED
