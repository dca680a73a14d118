"""A peer carries a skill out in whatever language it speaks, and the result is the same."""

from collections.abc import Callable
from typing import Any

import pytest

from gateway.core.message import DataPart, text_of
from gateway.core.task import Task, TaskState
from gateway.dialects import DIALECTS
from tests.delegate.conftest import skill_row
from tests.delegate.shared import Shared

Open = Callable[..., Any]
ORDER = {"product": "lamp", "qty": 2}
# A gateway like ours is not called in this one.
LANGUAGES = sorted({dialect.name for dialect in DIALECTS} - {"moltflow"})


def result(task: Task) -> Any:
    parts = tuple(part for artifact in task.artifacts for part in artifact.parts)
    data = [part.data for part in parts if isinstance(part, DataPart)]
    return data[0] if data else text_of(parts)


@pytest.mark.parametrize("name", LANGUAGES)
async def test_the_result_is_the_same(open_front: Open, name: str) -> None:
    front = await open_front(skill_row("buy", "a2a:vendor/order"), f'dialect = "{name}"')
    task = await front.call("buy", ORDER)
    assert task.state is TaskState.COMPLETED, task.status
    answer = result(task)
    assert answer in ({"ordered": "lamp", "qty": 2}, '{"ordered":"lamp","qty":2}')


async def test_a_handler_may_ask_for_responses_whatever_the_row_says(
    open_front: Open, shared: Shared
) -> None:
    rows = skill_row("buy", "responses:vendor/order") + skill_row("plain", "a2a:vendor/order")
    front = await open_front(rows)
    for skill, dialect in (("buy", "responses"), ("plain", "a2a-1.0"), ("buy", "responses")):
        assert (await front.call(skill, ORDER)).state is TaskState.COMPLETED
        assert (await front.calls_out())[-1].dialect == dialect
    assert shared.runs == ["order"] * 3
