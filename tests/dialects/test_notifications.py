"""Which events a language tells a webhook of: each, or the whole task when its state changes."""

import pytest

from gateway.core.errors import UnsupportedOperation
from gateway.core.event import Event
from gateway.core.message import Artifact, TextPart
from gateway.core.task import ArtifactUpdate, StatusUpdate, Task, TaskState, TaskStatus
from gateway.dialects import DIALECTS
from gateway.dialects.base import Dialect, Flavour

STATUS = TaskStatus(TaskState.WORKING, 5)
TASK = Task("t-1", "c-1", STATUS)
PIECE = ArtifactUpdate(Artifact("a-1", (TextPart("one"),)))
PLAIN = Flavour()

TELLING = [d for d in DIALECTS if "CreateTaskPushNotificationConfig" in d.operations]


def name(dialect: Dialect) -> str:
    return f"{dialect.name} {dialect.binding}"


@pytest.mark.parametrize("dialect", TELLING, ids=name)
def test_a_change_of_state_is_told(dialect: Dialect) -> None:
    told = dialect.write_notification(Event(1, "t-1", "c-1", StatusUpdate(STATUS)), TASK, PLAIN)
    assert told is not None
    is_v1 = dialect.name == "a2a-1.0"
    assert ("statusUpdate" in told.body) == is_v1
    assert told.media_type == ("application/a2a+json" if is_v1 else "application/json")


@pytest.mark.parametrize("dialect", TELLING, ids=name)
def test_a_piece_of_an_artifact_is_told_where_it_can_be_told_alone(dialect: Dialect) -> None:
    told = dialect.write_notification(Event(1, "t-1", "c-1", PIECE), TASK, PLAIN)
    assert (told is not None) == (dialect.name == "a2a-1.0")


def test_who_cannot_ask_is_not_told() -> None:
    for dialect in DIALECTS:
        if dialect not in TELLING:
            with pytest.raises(UnsupportedOperation):
                dialect.write_notification(Event(1, "t-1", "c-1", PIECE), TASK, PLAIN)
