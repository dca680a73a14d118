"""The golden files and the core values in them.

A value is ``{"ClassName": {member: …}}``. Messages, artifacts and tasks are given in their stored
form, a list of replies or configs as the members of each.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import pytest

from gateway.core import call, document
from gateway.core.event import Event
from gateway.core.push import PushConfig
from gateway.core.task import ArtifactUpdate, StatusUpdate, TaskState
from gateway.dialects import by_name
from gateway.dialects.base import Dialect, Flavour, WireRequest

Case: TypeAlias = dict[str, Any]

GOLDEN = Path(__file__).parent.parent / "golden"
CASES: dict[str, Case] = {
    f"{path.parent.name}/{path.stem}": json.loads(path.read_text())
    for path in sorted(GOLDEN.glob("*/*.json"))
}


def cases(*members: str) -> pytest.MarkDecorator:
    """The cases that have all of the members, each with the dialect that its folder names."""
    chosen = {name: case for name, case in CASES.items() if all(case.get(m) for m in members)}
    return pytest.mark.parametrize(
        ("dialect", "case"),
        [(_dialect_of(name.split("/")[0]), case) for name, case in chosen.items()],
        ids=chosen,
    )


def request_of(case: Case) -> WireRequest:
    wire = case["request"]
    return WireRequest(
        wire.get("method", "POST"),
        wire.get("path", ""),
        body=wire.get("body"),
        headers=wire.get("headers", {}),
        query=wire.get("query", {}),
        flavour=Flavour(**wire.get("flavour", {})),
    )


def value_of(said: Any) -> Any:
    """The core value that a golden file names."""
    ((kind, members),) = said.items()
    if kind in _STORED:
        return _STORED[kind](members)
    made = {name: _MEMBERS.get(name, _as_it_is)(value) for name, value in members.items()}
    return getattr(call, kind)(**made)


def _dialect_of(folder: str) -> Dialect:
    """The folder of a dialect that has two bindings ends with ``-rest`` for the second."""
    name = folder.removesuffix("-rest")
    return by_name(name, "" if name == folder else "rest")


def event_of(members: Any) -> Event:
    return Event(**{**members, "said": value_of(members["said"])})


def _as_it_is(value: Any) -> Any:
    return value


def _status_update(members: Any) -> StatusUpdate:
    return StatusUpdate(**{**members, "status": document.read_status(members["status"])})


def _artifact_update(members: Any) -> ArtifactUpdate:
    return ArtifactUpdate(**{**members, "artifact": document.read_artifact(members["artifact"])})


_STORED: Final[Mapping[str, Callable[[Any], Any]]] = {
    "Task": document.read_task,
    "Message": document.read_message,
    "StatusUpdate": _status_update,
    "ArtifactUpdate": _artifact_update,
}

_MEMBERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "message": document.read_message,
    "task": document.read_task,
    "state": TaskState,
    "accepted_output_modes": tuple,
    "push": lambda members: PushConfig(**members),
    "config": lambda members: PushConfig(**members),
    "configs": lambda items: tuple(PushConfig(**members) for members in items),
    "tasks": lambda items: tuple(call.TaskReply(document.read_task(item)) for item in items),
    "send": lambda members: value_of({"SendMessage": members}),
}
