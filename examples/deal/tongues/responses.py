"""OpenAI's Responses API: an input, and an output of words."""

from hashlib import sha256
from typing import Any, Final

from examples.deal.script import Said
from examples.deal.tongues.base import Asked, Looked, Tongue, as_text, in_words


def _read(path: str, body: Any) -> Asked | Looked:
    if body is None:
        return Looked(path.rpartition("/")[2])
    text = as_text(body["input"])
    return Asked(sha256(text.encode()).hexdigest(), text)


def _write(said: Said, task_id: str, call_id: Any) -> tuple[int, Any]:
    content = {"type": "output_text", "text": in_words(said), "annotations": []}
    message = {"type": "message", "id": "m", "role": "assistant", "status": "completed"}
    return 200, {
        "id": f"resp_{task_id}",
        "object": "response",
        "created_at": 1,
        "model": "openclaw",
        "status": "completed",
        "output": [{**message, "content": [content]}],
    }


RESPONSES: Final = Tongue(_read, _write, {"dialect": "responses", "endpoint": "/v1/responses"})
