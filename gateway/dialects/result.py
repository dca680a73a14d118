"""The bare result of a task: what Flowwink's own wire answers instead of a task."""

from gateway.core.flatten import flatten
from gateway.core.json import Json
from gateway.core.message import DataPart, Part, parts_of
from gateway.core.task import Task


def find_data(parts: tuple[Part, ...]) -> Json:
    """The value of the first data part; None for none."""
    return next((part.data for part in parts if isinstance(part, DataPart)), None)


def bare_result(parts: tuple[Part, ...]) -> Json:
    """The data, or ``{"result": text}`` where there is none."""
    data = find_data(parts)
    return {"result": flatten(parts)} if data is None else data


def result_parts(task: Task) -> tuple[Part, ...]:
    return parts_of(task.artifacts)
