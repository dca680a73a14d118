"""Stream calls in A2A 1.0, and what their events say."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any

from tests.e2e.caller import Caller
from tests.e2e.listen import Heard, Listener, listening
from tests.e2e.say import rpc, send, skill_text


def streamed(skill: str, arguments: Any = None, **members: Any) -> dict[str, Any]:
    return {**send(skill_text(skill, arguments), **members), "method": "SendStreamingMessage"}


def subscribe(task_id: str) -> dict[str, Any]:
    return rpc("SubscribeToTask", {"id": task_id})


def resuming(caller: Caller, task_id: str, seen: int) -> AbstractContextManager[Listener]:
    return listening(caller, subscribe(task_id), Last_Event_ID=str(seen))


def task_of(event: Heard) -> Any:
    """The task that begins a stream."""
    return event.result["task"]


def chunks_of(events: Iterable[Heard]) -> list[str]:
    """The texts that were handed out."""
    updates = [
        event.result["artifactUpdate"] for event in events if "artifactUpdate" in event.result
    ]
    return [part["text"] for update in updates for part in update["artifact"]["parts"]]


def states_of(events: Iterable[Heard]) -> list[str]:
    """The states that were told, in short."""
    updates = [event.result["statusUpdate"] for event in events if "statusUpdate" in event.result]
    return [update["status"]["state"].removeprefix("TASK_STATE_").lower() for update in updates]


def read_until(listener: Listener, seen: int) -> list[Heard]:
    """The events up to that number."""
    heard = []
    while not heard or (heard[-1].id or 0) < seen:
        event = listener.next()
        assert event is not None
        heard.append(event)
    return heard
