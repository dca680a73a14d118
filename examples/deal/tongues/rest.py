"""A2A 1.0 over HTTP+JSON: paths for operations, no envelope."""

from typing import Any, Final

from examples.deal.script import Said
from examples.deal.tongues.a2a import read_send, write_task_10
from examples.deal.tongues.base import Asked, Looked, Tongue


def _read(path: str, body: Any) -> Asked | Looked:
    if body is None:
        return Looked(path.rpartition("/")[2])
    return read_send(body)


def _write(said: Said, task_id: str, call_id: Any) -> tuple[int, Any]:
    task = write_task_10(said, task_id)
    return 200, task if call_id == "look" else {"task": task}


REST: Final = Tongue(_read, _write, {"dialect": "a2a-1.0", "binding": "rest", "endpoint": "/a2a"})
