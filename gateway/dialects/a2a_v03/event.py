"""Events of a stream as 0.3 and its relatives write them.

``final`` says that the stream ends here: at the end of the task, and where it waits for its peer.
"""

from typing import Any, assert_never

from gateway.core.event import Event
from gateway.core.message import Message
from gateway.core.task import ArtifactUpdate, StatusUpdate, Task
from gateway.dialects.a2a_v03.write import (
    Tags,
    write_artifact,
    write_message,
    write_status,
    write_task,
)


def write_event(event: Event, tags: Tags) -> dict[str, Any]:
    said = event.said
    match said:
        case Task():
            return write_task(said, tags)
        case Message():
            return write_message(said, tags)
        case StatusUpdate():
            update: dict[str, Any] = {
                "kind": "status-update",
                **_ids(event),
                "status": write_status(said.status, tags),
                "final": event.is_last or event.is_pause,
            }
        case ArtifactUpdate():
            update = {
                "kind": "artifact-update",
                **_ids(event),
                "artifact": write_artifact(said.artifact, tags),
            }
            if said.append:
                update["append"] = True
            if said.last_chunk:
                update["lastChunk"] = True
        case _:
            assert_never(said)
    if said.metadata is not None:
        update["metadata"] = said.metadata
    return update


def _ids(event: Event) -> dict[str, str]:
    return {"taskId": event.task_id, "contextId": event.context_id}
