"""A task as the text that is stored, and back.

Apart from the core's document, which speaks of objects, and shared by every engine, so that what
one of them cannot keep none of them takes.
"""

import orjson

from gateway.core.document import read_task, write_task
from gateway.core.errors import StoreError
from gateway.core.task import Task


def dump_task(task: Task) -> str:
    """Raise StoreError for a task that holds what JSON cannot say."""
    try:
        return orjson.dumps(write_task(task)).decode()
    except orjson.JSONEncodeError as error:
        raise StoreError(f"task {task.id} cannot be written as JSON: {error}") from None


def load_task(text: str) -> Task:
    return read_task(orjson.loads(text))
