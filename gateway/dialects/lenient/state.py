"""The states of a task in the spelling of every generation, and by their numbers."""

from collections.abc import Mapping
from typing import Any, Final

from gateway.core.document import STATES
from gateway.core.task import TaskState

# In the order of the proto files.
_NUMBERED: Final = (
    TaskState.SUBMITTED,
    TaskState.WORKING,
    TaskState.COMPLETED,
    TaskState.FAILED,
    TaskState.CANCELED,
    TaskState.INPUT_REQUIRED,
    TaskState.REJECTED,
    TaskState.AUTH_REQUIRED,
)
SPELLINGS: Final[Mapping[Any, TaskState]] = {
    **STATES,
    **{state.value: state for state in TaskState},
    # The proto file of 0.3 has two L.
    "TASK_STATE_CANCELLED": TaskState.CANCELED,
    "cancelled": TaskState.CANCELED,
    **dict(enumerate(_NUMBERED, 1)),
}
