"""The one call that is measured, sent to the gateway and to the floor alike."""

import json
import urllib.request
from typing import Any, Final
from uuid import uuid4

from msgspec import Struct

# The load generator puts a fresh UUID, which is as long, in this place.
MESSAGE_ID: Final = "00000000-0000-4000-8000-000000000000"
TEXT: Final = "Can you deliver 1000 branded flashlights in 2 weeks?"

BODY: Final = json.dumps(
    {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "SendMessage",
        "params": {
            "message": {
                "messageId": MESSAGE_ID,
                "role": "ROLE_USER",
                "parts": [{"data": {"skill": "echo", "arguments": {"text": TEXT}}}],
            }
        },
    },
    separators=(",", ":"),
)


class Target(Struct, frozen=True):
    """Where the call goes, and as whom."""

    url: str
    token: str = ""

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            "A2A-Version": "1.0",
            "Authorization": f"Bearer {self.token}",
        }


def answer_bytes(target: Target) -> int:
    """Make the call once and return the length of the answer; raise RuntimeError if it is wrong."""
    request = urllib.request.Request(
        target.url, BODY.replace(MESSAGE_ID, str(uuid4())).encode(), target.headers
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        body = response.read()
    answer: dict[str, Any] = json.loads(body)
    state = answer.get("result", {}).get("task", {}).get("status", {}).get("state")
    if state != "TASK_STATE_COMPLETED":
        raise RuntimeError(f"{target.url} did not complete the task: {body.decode()}")
    return len(body)
