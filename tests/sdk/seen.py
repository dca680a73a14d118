"""What SDK clients of any generation saw, in one set of words."""

from typing import Any

_KINDS = {"status-update": "statusUpdate", "artifact-update": "artifactUpdate"}


def state_of(task: Any) -> str:
    """``completed`` for ``TASK_STATE_COMPLETED`` and for ``completed``."""
    state: str = task["status"]["state"]
    return state.removeprefix("TASK_STATE_").lower().replace("_", "-")


def data_of(task: Any) -> Any:
    """The structured result."""
    parts = [part for artifact in task["artifacts"] for part in artifact["parts"]]
    return next(part["data"] for part in parts if "data" in part)


def steps_of(events: Any) -> list[str]:
    """Each event in a word: its kind, or the state that it tells."""
    return [_step(*event.popitem()) for event in [dict(event) for event in events]]


def texts_of(events: Any) -> list[str]:
    """The texts of the artifact updates, in their order."""
    said = [_KINDS.get(kind, kind) for event in events for kind in event]
    bodies = [body for event in events for body in event.values()]
    return [
        part["text"]
        for kind, body in zip(said, bodies, strict=True)
        if kind == "artifactUpdate"
        for part in body["artifact"]["parts"]
        if "text" in part
    ]


def _step(kind: str, body: Any) -> str:
    kind = _KINDS.get(kind, kind)
    return state_of(body) if kind in ("task", "statusUpdate") else kind
