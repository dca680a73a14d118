"""A response has every member that Open Responses requires of one, in the type it requires."""

from typing import Any

import pytest

from gateway.core.message import Artifact, Message, Role, TextPart
from gateway.core.task import Task, TaskState, TaskStatus
from gateway.dialects.responses.answer import as_task, write_response
from gateway.dialects.responses.output import outputs_of

NONE = type(None)
REQUIRED: dict[str, tuple[type, ...]] = {
    "id": (str,),
    "object": (str,),
    "created_at": (int,),
    "completed_at": (int, NONE),
    "status": (str,),
    "incomplete_details": (dict, NONE),
    "model": (str,),
    "previous_response_id": (str, NONE),
    "instructions": (str, NONE),
    "output": (list,),
    "error": (dict, NONE),
    "tools": (list,),
    "tool_choice": (str,),
    "truncation": (str,),
    "parallel_tool_calls": (bool,),
    "text": (dict,),
    "top_p": (int, float),
    "presence_penalty": (int, float),
    "frequency_penalty": (int, float),
    "top_logprobs": (int,),
    "temperature": (int, float),
    "reasoning": (dict, NONE),
    "user": (str, NONE),
    "usage": (dict, NONE),
    "max_output_tokens": (int, NONE),
    "max_tool_calls": (int, NONE),
    "store": (bool,),
    "background": (bool,),
    "service_tier": (str,),
    "metadata": (dict,),
    "safety_identifier": (str, NONE),
    "prompt_cache_key": (str, NONE),
}
PARTS = (TextPart("Hello"),)
SAID = Message("m1", Role.AGENT, PARTS)


@pytest.mark.parametrize("state", TaskState)
def test_every_member_is_there(state: TaskState) -> None:
    check(Task("t1", "c1", TaskStatus(state, 1_700_000_000_000, SAID), (Artifact("a1", PARTS),)))


def test_a_direct_answer_is_as_whole() -> None:
    check(as_task(SAID, 1_700_000_000_000))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (None, {"type": "text"}),
        ({}, {"type": "text"}),
        ({"format": None}, {"type": "text"}),
        ({"format": {"type": "json_object"}}, {"type": "json_object"}),
        (
            {"format": {"type": "json_schema", "schema": {"type": "object"}, "strict": None}},
            {
                "type": "json_schema",
                "name": "answer",
                "description": None,
                "schema": {"type": "object"},
                "strict": False,
            },
        ),
        (
            {"format": {"type": "json_schema", "name": "n", "schema": {}, "strict": True}},
            {
                "type": "json_schema",
                "name": "n",
                "description": None,
                "schema": {},
                "strict": True,
            },
        ),
    ],
)
def test_the_format_that_was_asked_for_is_told_whole(asked: Any, said: Any) -> None:
    task = as_task(SAID, 0)
    assert write_response(task, {"text": asked}, [])["text"]["format"] == said


def test_what_else_was_said_of_the_text_stays() -> None:
    text = write_response(as_task(SAID, 0), {"text": {"verbosity": "low"}}, [])["text"]
    assert text == {"verbosity": "low", "format": {"type": "text"}}


def check(task: Task) -> None:
    written = write_response(task, {}, outputs_of(task))
    wrong = {
        name: written.get(name, "is not there")
        for name, types in REQUIRED.items()
        if name not in written or not isinstance(written[name], types)
    }
    assert wrong == {}
