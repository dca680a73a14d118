"""A response is one turn of a task, and stays what it was when the task goes on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.core.message import Artifact, Message, Role, TextPart
from gateway.core.task import Task, TaskState, TaskStatus
from gateway.dialects.responses.turn import (
    as_response,
    newest_turn,
    read_response_id,
    said_in,
    write_response_id,
)


def message(role: Role, text: str) -> Message:
    return Message(text, role, (TextPart(text),))


ASKED = message(Role.USER, "a lamp")
QUESTION = message(Role.AGENT, "Which colour?")
ANSWER = message(Role.USER, "blue")
DONE = Artifact("a", (TextPart("A blue lamp."),))
TASK = Task(
    "t1",
    "c1",
    TaskStatus(TaskState.COMPLETED, 5),
    (DONE,),
    (ASKED, message(Role.AGENT, "looking"), QUESTION, ANSWER),
)


def test_a_turn_that_was_answered_is_its_question() -> None:
    first = as_response(TASK, 1)
    assert (first.id, first.state, first.status.message) == (
        "resp_t1",
        TaskState.INPUT_REQUIRED,
        QUESTION,
    )
    assert first.artifacts == ()


def test_the_newest_turn_is_the_task_as_it_is() -> None:
    second = as_response(TASK, 2)
    assert (second.id, second.state, second.artifacts) == (
        "resp_t1_2",
        TaskState.COMPLETED,
        (DONE,),
    )


def test_what_was_said_is_found_by_its_turn() -> None:
    assert newest_turn(TASK) == 2
    assert [said_in(TASK, turn) for turn in (0, 1, 2, 3)] == [None, ASKED, ANSWER, None]


@given(st.from_regex(r"[a-z0-9-]{1,64}", fullmatch=True), st.integers(1, 99_999))
def test_an_id_reads_as_it_was_written(task_id: str, turn: int) -> None:
    assert read_response_id(write_response_id(task_id, turn)) == (task_id, turn)


@pytest.mark.parametrize("text", ["", "t1", "resp_", "resp_t1_0", "resp_t1_x", "resp_a b", "x" * 9])
def test_what_is_no_id_of_ours_is_none(text: str) -> None:
    assert read_response_id(text) is None
