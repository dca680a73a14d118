"""Which skill a Flowwink peer's message calls, with what, and how the rest of it is read."""

import json
from typing import Any

import pytest

from tests.e2e.flowwink.conftest import Company
from tests.e2e.say import rpc
from tests.model_server import ModelServer

PATH = "/functions/v1/a2a/ingest"
MANY = {"a": "x" * 3000}


def data(value: Any, **tags: str) -> dict[str, Any]:
    return {**tags, "data": value}


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def send(company: Company, message: Any) -> Any:
    """The result of a call with that message, None for none at all."""
    params = {} if message is None else {"message": message}
    return company.acme.post(rpc("message/send", params), PATH).result


def echoed(company: Company, message: Any) -> Any:
    """What the skill ``echo`` was called with."""
    parts = send(company, message)["artifacts"][0]["parts"]
    return next(part["data"] for part in parts if part["kind"] == "data")


CALLS: dict[str, tuple[Any, Any]] = {
    "text": ({"parts": [text('skill:echo {"a": 1}')]}, {"a": 1}),
    "a part of 0.3": ({"parts": [{"kind": "text", "text": 'skill:echo {"a": 1}'}]}, {"a": 1}),
    "a part without a tag": ({"parts": [{"text": 'skill:echo {"a": 1}'}]}, {"a": 1}),
    "no JSON": ({"parts": [text("skill:echo good morning")]}, {"text": "good morning"}),
    "over two lines": ({"parts": [text("skill:echo good\nmorning")]}, {"text": "good\nmorning"}),
    "the name alone": ({"parts": [text("skill:echo")]}, {}),
    "a leading space": ({"parts": [text(' skill:echo {"a": 1}')]}, {"a": 1}),
    "a space before the name": ({"parts": [text('skill: echo {"a": 1}')]}, {"a": 1}),
    "no space before the JSON": ({"parts": [text('skill:echo{"a": 1}')]}, {"a": 1}),
    "more lines after the JSON": ({"parts": [text('skill:echo {"a": 1}\nplease')]}, {"a": 1}),
    "two texts": ({"parts": [text("skill:echo"), text('{"a": 1}')]}, {"a": 1}),
    "data and arguments": (
        {"parts": [data({"skill": "echo", "arguments": {"a": 1}}, type="data")]},
        {"a": 1},
    ),
    "data and args": (
        {"parts": [data({"skill": "echo", "args": {"a": 1}}, kind="data")]},
        {"a": 1},
    ),
    "data of 1.0": ({"parts": [data({"skill": "echo", "arguments": {"a": 1}})]}, {"a": 1}),
    "data and text": (
        {"parts": [text("good morning"), data({"skill": "echo"}, type="data")]},
        {"text": "good morning"},
    ),
    "data before text": (
        {
            "parts": [
                text('skill:get_quote {"qty": 1}'),
                data({"skill": "echo", "arguments": {"a": 1}}, type="data"),
            ]
        },
        {"a": 1},
    ),
    "message.text": ({"text": 'skill:echo {"a": 1}'}, {"a": 1}),
    "message.content": ({"content": 'skill:echo {"a": 1}'}, {"a": 1}),
    "a list in message.content": ({"content": [text('skill:echo {"a": 1}')]}, {"a": 1}),
    "input_text": ({"content": [{"type": "input_text", "text": 'skill:echo {"a": 1}'}]}, {"a": 1}),
    "a list of strings": ({"parts": ['skill:echo {"a": 1}']}, {"a": 1}),
    "a message in a message": (
        {"parts": [{"type": "message", "content": [text('skill:echo {"a": 1}')]}]},
        {"a": 1},
    ),
    "an identity": (
        {"parts": [text('skill:echo {"a": 1, "peer_name": "rival", "peer_id": "1", "_a": 2}')]},
        {"a": 1},
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_is_read_wherever_it_is(company: Company, name: str) -> None:
    message, arguments = CALLS[name]

    assert echoed(company, message) == arguments


@pytest.mark.parametrize("words", ["say skill:echo {}", "Skill:echo {}", "skills: all"])
def test_what_only_looks_like_a_call_is_chat(
    company: Company, model: ModelServer, words: str
) -> None:
    send(company, {"parts": [text(words)]})

    assert words in model.requests[-1]["messages"][-1]["content"]


READ: dict[str, tuple[list[Any], str]] = {
    "texts": ([text("one"), text("two")], "one\ntwo"),
    "a file": (
        [
            text("see"),
            {
                "type": "file",
                "file": {
                    "uri": "https://x/y.pdf",
                    "name": "y.pdf",
                    "mimeType": "application/pdf",
                },
            },
        ],
        "see\n[Attached: y.pdf (application/pdf) → https://x/y.pdf]",
    ),
    "a file without a name": (
        [{"type": "file", "file": {"uri": "https://x/y"}}],
        "[Attached: file (unknown) → https://x/y]",
    ),
    "a file inline": (
        [{"type": "file", "file": {"bytes": "A" * 3072, "name": "p.png", "mimeType": "image/png"}}],
        "[Attached: p.png (image/png), inline 3KB]",
    ),
    "a file that is nowhere": ([{"type": "file", "file": {}}], "[Attached: file]"),
    "data": ([data({"a": 1}, type="data")], '[Data (application/json): {"a":1}]'),
    "much data": (
        [data(MANY, type="data")],
        f"[Data (application/json): {json.dumps(MANY, separators=(',', ':'))[:2048]}...]",
    ),
}


@pytest.mark.parametrize("name", READ)
def test_a_model_reads_the_parts_as_flowwinks_did(
    company: Company, model: ModelServer, name: str
) -> None:
    parts, read = READ[name]

    send(company, {"parts": parts})

    assert read in model.requests[-1]["messages"][-1]["content"]


@pytest.mark.parametrize("message", [None, {}, {"parts": []}, {"text": ""}, {"parts": [text("")]}])
def test_a_message_of_nothing_is_chat_about_nothing(
    company: Company, model: ModelServer, message: Any
) -> None:
    result = send(company, message)

    assert result["artifacts"][0]["parts"][0]["text"] == "No message provided"
    assert model.requests == []


def test_the_agent_that_is_meant_is_the_skill_that_is_called(company: Company) -> None:
    message = {"parts": [text("good morning")], "agentId": "echo"}

    assert echoed(company, message) == {"text": "good morning"}


@pytest.mark.parametrize("skill", ["house_keys", "no_such_skill"])
def test_an_internal_skill_is_as_absent_as_an_unknown_one(company: Company, skill: str) -> None:
    message = {"parts": [data({"skill": skill}, type="data")]}

    answer = company.acme.post(rpc("message/send", {"message": message}), PATH)

    assert (answer.status, answer.code, answer.reason) == (200, -32602, "SKILL_NOT_FOUND")
