"""What is written in 0.1 has the members and types that its readers were made for.

The table is a reader's view of the 0.1 schema: the types of the members that it knows, ``!`` where
it cannot do without one. Members that it does not know are ignored, as its readers do.
"""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from hypothesis import given

from gateway.core.call import (
    CancelTask,
    CreatePushConfig,
    GetPushConfig,
    GetTask,
    SendMessage,
    SendStreamingMessage,
    SubscribeToTask,
)
from gateway.core.event import Event
from gateway.core.json import decode, encode
from gateway.core.message import Message, Role, TextPart
from gateway.core.task import Task
from gateway.dialects import by_name
from gateway.dialects.base import Flavour, WireRequest
from tests.dialects.spoken import ANSWERED, CALLS, STREAMED
from tests.dialects.strategies import STATES, examples, tasks

TASKS: Final = by_name("tasks")
REQUEST: Final = WireRequest("POST", "", {"id": 1})
STATE_WORDS: Final = {
    *("submitted", "working", "input-required", "completed", "canceled", "failed", "unknown")
}

SHAPES: Final[dict[str, dict[str, Any]]] = {
    "Task": {
        "id!": str,
        "sessionId": str,
        "status!": "TaskStatus",
        "artifacts": ["Artifact"],
        "history": ["Message"],
        "metadata": dict,
    },
    "TaskStatus": {"state!": STATE_WORDS, "message": "Message", "timestamp": str},
    "Message": {"role!": {"user", "agent"}, "parts!": ["Part"], "metadata": dict},
    "Artifact": {
        "parts!": ["Part"],
        "name": str,
        "description": str,
        "index": int,
        "append": bool,
        "lastChunk": bool,
        "metadata": dict,
    },
    "Part": {
        "type!": {"text", "file", "data"},
        "text": str,
        "file": "File",
        "data": dict,
        "metadata": dict,
    },
    "File": {"name": str, "mimeType": str, "bytes": str, "uri": str},
    "StatusUpdate": {"id!": str, "status!": "TaskStatus", "final": bool, "metadata": dict},
    "ArtifactUpdate": {"id!": str, "artifact!": "Artifact", "metadata": dict},
    "TaskQuery": {"id!": str, "historyLength": int, "metadata": dict},
    "TaskSend": {
        "id!": str,
        "sessionId": str,
        "message!": "Message",
        "pushNotification": "Push",
        "historyLength": int,
        "metadata": dict,
    },
    "TaskPush": {"id!": str, "pushNotificationConfig!": "Push"},
    "Push": {"url!": str, "token": str, "authentication": "Authentication"},
    "Authentication": {"schemes!": [str], "credentials": str},
}
PARAMS: Final = {
    SendMessage: "TaskSend",
    SendStreamingMessage: "TaskSend",
    GetTask: "TaskQuery",
    CancelTask: "TaskQuery",
    SubscribeToTask: "TaskQuery",
    CreatePushConfig: "TaskPush",
    GetPushConfig: "TaskQuery",
}
RESULTS: Final = {
    SendMessage: "Task",
    GetTask: "Task",
    CancelTask: "Task",
    CreatePushConfig: "TaskPush",
    GetPushConfig: "TaskPush",
}
few = examples(60)


def faults(wire: Any, shape: Any, at: str = "$") -> Iterator[str]:
    """Where the wire does not fit: a name of the table, a list of one, words, or a type."""
    if isinstance(shape, str):
        yield from faults_of_object(wire, shape, at)
    elif isinstance(shape, list):
        if isinstance(wire, list):
            for index, value in enumerate(wire):
                yield from faults(value, shape[0], f"{at}[{index}]")
        else:
            yield f"{at} is no list"
    elif not (wire in shape if isinstance(shape, set) else type(wire) is shape):
        yield f"{at} is {wire!r}"


def faults_of_object(wire: Any, shape: str, at: str) -> Iterator[str]:
    if not isinstance(wire, dict):
        yield f"{at} is no {shape}"
        return
    for member, kind in SHAPES[shape].items():
        name = member.removesuffix("!")
        if name in wire:
            yield from faults(wire[name], kind, f"{at}.{name}")
        elif name != member:
            yield f"{at}.{name} is missing"


@few
@given(CALLS["tasks jsonrpc"])
def test_a_call_has_the_parameters_of_its_method(call: Any) -> None:
    params = decode(encode(TASKS.write_call(call).body))["params"]
    assert not list(faults(params, PARAMS[type(call)]))


@few
@given(ANSWERED["tasks jsonrpc"])
def test_an_answer_is_the_result_of_its_method(answered: tuple[Any, Any]) -> None:
    call, reply = answered
    result = decode(encode(TASKS.write_reply(REQUEST, call, reply).body))["result"]
    assert not list(faults(result, RESULTS[type(call)]))


@few
@given(STREAMED["tasks jsonrpc"], tasks(STATES))
def test_an_event_is_an_update_and_a_notification_a_task(
    streamed: tuple[Any, Event], task: Task
) -> None:
    call, event = streamed
    result = decode(encode(TASKS.write_event(REQUEST, call, event)))["result"]
    assert not list(faults(result, "ArtifactUpdate" if "artifact" in result else "StatusUpdate"))
    if (pushed := TASKS.write_notification(event, task, Flavour())) is not None:
        assert not list(faults(decode(encode(pushed.body)), "Task"))


@pytest.mark.parametrize(
    ("wire", "fault"),
    [
        ({"status": {"state": "working"}}, "$.id is missing"),
        ({"id": 1, "status": {"state": "working"}}, "$.id is 1"),
        ({"id": "t", "status": {"state": "rejected"}}, "$.status.state is 'rejected'"),
        ({"id": "t", "status": []}, "$.status is no TaskStatus"),
        ({"id": "t", "status": {"state": "failed"}, "history": [1]}, "$.history[0] is no Message"),
    ],
)
def test_the_table_finds_what_does_not_fit(wire: Any, fault: str) -> None:
    assert list(faults(wire, "Task")) == [fault]


def test_an_answer_names_its_task_once() -> None:
    message = Message("m1", Role.USER, (TextPart("three"),), task_id="t1")
    params = TASKS.write_call(SendMessage(message)).body["params"]
    assert params["id"] == "t1"
    assert "taskId" not in params["message"]
