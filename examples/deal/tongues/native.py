"""The plain form: a skill and its arguments, or words; the bare result. It has no message ids."""

from hashlib import sha256
from typing import Any, Final

from examples.deal.script import Said
from examples.deal.tongues.base import Asked, Tongue, as_text


def _read(path: str, body: Any) -> Asked:
    text = as_text(body)
    return Asked(sha256(text.encode()).hexdigest(), text)


def _write(said: Said, task_id: str, call_id: Any) -> tuple[int, Any]:
    if said.state == "failed":
        return 500, {"error": said.text}
    return 200, said.data or said.text


NATIVE: Final = Tongue(_read, _write, {"dialect": "native", "endpoint": "/a2a"})
