"""A2A over JSON-RPC: 1.0, 0.3, the older ``tasks/send``, and Flowwink's way of 0.3."""

from typing import Any, Final

from examples.deal.script import Said
from examples.deal.tongues.base import Asked, Looked, Tongue, as_text, in_words

_LOOKS: Final = ("GetTask", "tasks/get")


def read(path: str, body: Any) -> Asked | Looked:
    params = body["params"]
    if body["method"] in _LOOKS:
        return Looked(params["id"], body["id"])
    return read_send(params, body["id"])


def read_send(params: Any, call_id: Any = None) -> Asked:
    """The id of ``tasks/send`` is its task's, and the only one that there is."""
    message = params["message"]
    settings = params.get("configuration", {})
    push = settings.get("taskPushNotificationConfig") or settings.get("pushNotificationConfig", {})
    message_id = message.get("messageId") or params.get("id", "")
    return Asked(message_id, as_text(message), call_id, push.get("url", ""), push.get("token", ""))


def write_task_10(said: Said, task_id: str) -> dict[str, Any]:
    """In 1.0 what a part holds is told by its member."""
    parts = [{"data": said.data}] if said.data else [{"text": said.text}]
    state = f"TASK_STATE_{said.state.upper().replace('-', '_')}"
    task: dict[str, Any] = {"id": task_id, "contextId": f"c-{task_id}", "status": {"state": state}}
    if said.state == "completed":
        task["artifacts"] = [{"artifactId": "offer", "parts": parts}]
    elif said.data or said.text:
        task["status"]["message"] = {"messageId": "m", "role": "ROLE_AGENT", "parts": parts}
    return task


def _write_10(said: Said, task_id: str, call_id: Any) -> tuple[int, Any]:
    return 200, _result(call_id, {"task": write_task_10(said, task_id)})


def _write_03(said: Said, task_id: str, call_id: Any) -> tuple[int, Any]:
    if said.data:
        parts = [{"kind": "data", "data": said.data}]
    else:
        parts = [{"kind": "text", "text": said.text}]
    task = {"kind": "task", **_task(said, task_id, parts)}
    return 200, _result(call_id, {"contextId": f"c-{task_id}", **task})


def _write_tasks(said: Said, task_id: str, call_id: Any) -> tuple[int, Any]:
    parts = [{"type": "text", "text": in_words(said)}]
    return 200, _result(call_id, {"sessionId": f"c-{task_id}", **_task(said, task_id, parts)})


def _write_flowwink(said: Said, task_id: str, call_id: Any) -> tuple[int, Any]:
    """Flowwink knows no refusal: what is declined is a result as any other."""
    done = Said("completed", said.data, said.text) if said.state == "rejected" else said
    return 200, _result(call_id, _task(done, task_id, [{"type": "text", "text": in_words(said)}]))


def _task(said: Said, task_id: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
    if said.state == "completed":
        artifacts = [{"artifactId": "offer", "parts": parts}]
        return {"id": task_id, "status": {"state": "completed"}, "artifacts": artifacts}
    message = {"kind": "message", "messageId": "m", "role": "agent", "parts": parts}
    return {"id": task_id, "status": {"state": said.state, "message": message}}


def _result(call_id: Any, result: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": call_id, "result": result}


def _card(version: str, url: str, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "description": "Sells to businesses.",
        "version": "1",
        "capabilities": {"streaming": False, "pushNotifications": True},
        "defaultInputModes": ["application/json"],
        "defaultOutputModes": ["application/json"],
        "skills": [
            {
                "id": "quote_request",
                "name": "quote_request",
                "description": "Answers requests for offers.",
                "tags": ["sales"],
            }
        ],
        "protocolVersion": version,
        "url": f"{url}/a2a",
    }


def _card_10(url: str, name: str) -> dict[str, Any]:
    at = {"url": f"{url}/a2a", "protocolBinding": "JSONRPC", "protocolVersion": "1.0"}
    card = _card("1.0", url, name)
    return {**card, "supportedInterfaces": [at]}


def _card_03(url: str, name: str) -> dict[str, Any]:
    return {**_card("0.3.0", url, name), "preferredTransport": "JSONRPC"}


A2A_10: Final = Tongue(read, _write_10, card=_card_10)
A2A_03: Final = Tongue(read, _write_03, card=_card_03)
TASKS: Final = Tongue(read, _write_tasks, {"dialect": "tasks", "endpoint": "/a2a"})
FLOWWINK: Final = Tongue(read, _write_flowwink, {"dialect": "flowwink"})
