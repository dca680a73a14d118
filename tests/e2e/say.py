"""Calls in the wire languages, as peers write them, and the result read back from each answer."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from tests.e2e.caller import Answer

QUOTE = {"price_cents": 4500, "currency": "SEK", "lead_days": 14}
ASKED = {"product": "flashlight", "qty": 1000}


def rpc(method: str, params: Any, request_id: Any = 1) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": request_id, "method": method, "params": params}


def skill_text(skill: str, arguments: Any = None) -> str:
    return f"skill:{skill} {json.dumps(arguments or {})}"


def send(text: str, message_id: str = "", **members: Any) -> dict[str, Any]:
    """A2A 1.0; ``members`` are more members of the message."""
    message = {"messageId": message_id or str(uuid4()), "role": "ROLE_USER"}
    return rpc("SendMessage", {"message": {**message, "parts": [{"text": text}], **members}})


def send_skill(skill: str, arguments: Any = None, message_id: str = "") -> dict[str, Any]:
    return send(skill_text(skill, arguments), message_id)


def send_at_once(skill: str, arguments: Any = None) -> dict[str, Any]:
    """A2A 1.0, answered with the task as soon as it is taken."""
    call = send_skill(skill, arguments)
    call["params"]["configuration"] = {"returnImmediately": True}
    return call


def get_task(task_id: str) -> dict[str, Any]:
    return rpc("GetTask", {"id": task_id})


def send_data(skill: str, arguments: Any) -> dict[str, Any]:
    """A2A 1.0 with a data part that names the skill."""
    part = {"data": {"skill": skill, "arguments": arguments}}
    message = {"messageId": str(uuid4()), "role": "ROLE_USER", "parts": [part]}
    return rpc("SendMessage", {"message": message})


def send_v03(skill: str, arguments: Any) -> dict[str, Any]:
    part = {"kind": "text", "text": skill_text(skill, arguments)}
    message = {"kind": "message", "messageId": str(uuid4()), "role": "user", "parts": [part]}
    return rpc("message/send", {"message": message})


def send_legacy(skill: str, arguments: Any) -> dict[str, Any]:
    return legacy_turn(str(uuid4()), skill_text(skill, arguments))


def legacy_turn(name: str, text: str) -> dict[str, Any]:
    """``tasks/send`` of a task that its caller has named."""
    message = {"role": "user", "parts": [{"type": "text", "text": text}]}
    return rpc("tasks/send", {"id": name, "message": message})


def native(skill: str, arguments: Any) -> dict[str, Any]:
    return {"skill": skill, "arguments": arguments}


def negotiate(skill: str, arguments: Any) -> dict[str, Any]:
    return {"type": "task", "skill_id": skill, "input": arguments}


def _result_of_v1(answer: Answer) -> Any:
    return answer.result["task"]["artifacts"][0]["parts"][0]["data"]


def _result_of_v03(answer: Answer) -> Any:
    text, data = answer.result["artifacts"][0]["parts"]
    assert json.loads(text["text"]) == data["data"]
    return data["data"]


def _result_alone(answer: Answer) -> Any:
    assert answer.status == 200, answer
    return answer.json


Say = Callable[[str, Any], dict[str, Any]]
Hear = Callable[[Answer], Any]

LANGUAGES: Mapping[str, tuple[Say, Hear]] = {
    "1.0 text": (send_skill, _result_of_v1),
    "1.0 data part": (send_data, _result_of_v1),
    "0.3": (send_v03, _result_of_v03),
    "tasks/send": (send_legacy, _result_of_v03),
    "native": (native, _result_alone),
    "negotiate": (negotiate, _result_alone),
}
