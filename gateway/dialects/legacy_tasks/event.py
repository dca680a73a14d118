"""Events of a stream as 0.1 writes them: the flags of a chunk are in the artifact.

0.1 begins no stream with a task, only with a status: a task is written as the status update that it
also is, its other members beside.
"""

from typing import Any, assert_never

from gateway.core.event import Event
from gateway.core.message import Message
from gateway.core.task import ArtifactUpdate, StatusUpdate, Task
from gateway.dialects.a2a_v03.write import write_artifact
from gateway.dialects.legacy_tasks.write import (
    TYPE,
    write_direct_answer,
    write_legacy_status,
    write_legacy_task,
)


def write_legacy_event(event: Event) -> dict[str, Any]:
    said, is_final = event.said, event.is_last or event.is_pause
    match said:
        case Task():
            return {**write_legacy_task(said, event.alias), "final": is_final}
        case Message():
            return {**write_direct_answer(said, event.alias), "final": is_final}
        case StatusUpdate():
            update = {**_ids(event), "status": write_legacy_status(said.status), "final": is_final}
        case ArtifactUpdate():
            artifact = {**write_artifact(said.artifact, TYPE), "index": event.position}
            if said.append:
                artifact["append"] = True
            if said.last_chunk:
                artifact["lastChunk"] = True
            update = {**_ids(event), "artifact": artifact}
        case _:
            assert_never(said)
    if said.metadata is not None:
        update["metadata"] = said.metadata
    return update


def _ids(event: Event) -> dict[str, Any]:
    return {"id": event.alias or event.task_id, "contextId": event.context_id}
