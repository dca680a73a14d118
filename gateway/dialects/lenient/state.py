"""The states of a task in the spelling of every generation."""

from collections.abc import Mapping
from typing import Final

from gateway.core.document import STATES
from gateway.core.task import TaskState

SPELLINGS: Final[Mapping[str, TaskState]] = {
    **STATES,
    **{state.value: state for state in TaskState},
    # The proto file of 0.3 has two L.
    "TASK_STATE_CANCELLED": TaskState.CANCELED,
    "cancelled": TaskState.CANCELED,
}
