"""What an event says of its task beside the event."""

from gateway.core.message import Artifact, TextPart
from gateway.core.task import ArtifactUpdate, Task, TaskState, TaskStatus
from gateway.inbox.hub import Told

FIRST, SECOND = (Artifact(name, (TextPart(name),)) for name in ("first", "second"))
TASK = Task("t1", "c1", TaskStatus(TaskState.WORKING, 0), (FIRST, SECOND))
NEW = Artifact("new", (TextPart("new"),))
CHUNKS = tuple(ArtifactUpdate(artifact) for artifact in (SECOND, FIRST, SECOND, NEW))


def test_who_names_the_task_is_told_the_place_of_each_artifact() -> None:
    told = Told(TASK, 4, CHUNKS, alias="mine").events()
    assert [(event.seq, event.position) for event in told] == [(1, 1), (2, 0), (3, 1), (4, 2)]


def test_others_know_artifacts_by_their_ids() -> None:
    assert {event.position for event in Told(TASK, 4, CHUNKS).events()} == {0}
