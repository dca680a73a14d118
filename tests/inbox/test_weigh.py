"""What is weighed is about what it takes in memory, however it is nested."""

import tracemalloc
from typing import Any

import orjson
import pytest
from msgspec.structs import replace

from gateway.core.history import History
from gateway.core.message import DataPart, Message, Role, TextPart
from gateway.core.task import Task, TaskState, TaskStatus
from gateway.inbox.weigh import Held, weigh

VALUES = {
    "text": "x" * 100_000,
    "wide text": "\U0001f600" * 20_000,
    "empty objects": [{} for _ in range(10_000)],
    "small objects": [{"a": 1.5, "b": [number + 0.5]} for number in range(5_000)],
    "numbers": [number + 0.5 for number in range(20_000)],
    "deep": [[[[[["a"]]]]] for _ in range(2_000)],
}


@pytest.mark.parametrize("name", VALUES)
def test_json_weighs_what_it_takes(name: str) -> None:
    data = orjson.dumps(VALUES[name])
    tracemalloc.start()
    try:
        value = orjson.loads(data)
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken * 0.8 < weigh(value) < taken * 2


def test_keys_weigh_as_values_do() -> None:
    assert weigh({"k" * 10_000: 1}) > 10_000


@pytest.mark.parametrize("part", [TextPart("x" * 10_000), DataPart({"a": ["x" * 10_000]})])
def test_a_task_weighs_what_was_said_in_it(part: Any) -> None:
    said = Message("m", Role.USER, (part,))
    task = Task("t", "c", TaskStatus(TaskState.SUBMITTED, 0), (), (said,))
    assert 10_000 < weigh(task) < 20_000


def test_a_small_call_weighs_the_most_that_it_can() -> None:
    text = b"[" + b",".join([b"{}"] * 300) + b"]"
    body = orjson.loads(text)
    guessed = Held(body, len(text), arguments={"copy": body}).weigh()
    looked_at = Held(body, arguments={"copy": body}).weigh()
    assert looked_at < guessed


def test_a_small_call_to_a_large_task_weighs_the_task_too() -> None:
    said = Message("m", Role.USER, (TextPart("x" * 10_000),))
    task = Task("t", "c", TaskStatus(TaskState.WORKING, 0), (), (said,))
    assert Held({}, 2, task).weigh() > 10_000


def test_a_small_call_to_a_task_weighs_what_the_task_was_asked_with() -> None:
    arguments = {"many": [{} for _ in range(10_000)]}
    said = Message("m", Role.USER, (TextPart(orjson.dumps(arguments).decode()),))
    task = Task("t", "c", TaskStatus(TaskState.WORKING, 0), (), (said,))
    assert Held({}, 2, task, arguments).weigh() > weigh(task) + weigh(arguments)


def test_a_history_weighs_the_same_when_it_was_read() -> None:
    said = Message("m", Role.USER, (DataPart([{} for _ in range(5_000)]),))
    task = Task("t", "c", TaskStatus(TaskState.SUBMITTED, 0))
    stored = replace(task, history=History.read(History.of([said, said]).stored))
    before = weigh(stored)
    assert 30_000 < before < 33_000
    assert list(stored.history) == [said, said]
    assert weigh(stored) == before
