"""Calls that ask for webhooks, in both versions."""

from typing import Any
from uuid import uuid4

from tests.e2e.say import rpc, skill_text


def config(url: str, config_id: str = "hook", **more: Any) -> dict[str, Any]:
    return {"id": config_id, "url": url, **more}


def send_with(
    push: dict[str, Any], skill: str, arguments: Any = None, *, wait: bool = False
) -> dict[str, Any]:
    """A2A 1.0, answered at once unless told to wait."""
    message = {
        "messageId": str(uuid4()),
        "role": "ROLE_USER",
        "parts": [{"text": skill_text(skill, arguments)}],
    }
    settings = {"returnImmediately": not wait, "taskPushNotificationConfig": push}
    return rpc("SendMessage", {"message": message, "configuration": settings})


def send_v03_with(push: dict[str, Any], skill: str, arguments: Any = None) -> dict[str, Any]:
    message = {
        "kind": "message",
        "messageId": str(uuid4()),
        "role": "user",
        "parts": [{"kind": "text", "text": skill_text(skill, arguments)}],
    }
    return rpc(
        "message/send", {"message": message, "configuration": {"pushNotificationConfig": push}}
    )


def create(task_id: str, push: dict[str, Any]) -> dict[str, Any]:
    return rpc("CreateTaskPushNotificationConfig", {"taskId": task_id, **push})
