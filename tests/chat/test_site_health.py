"""The example that the contract was invented for, to the letter, in every language."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from gateway.core.card import CONTRACT_EXTENSION
from tests.chat.conftest import Opener
from tests.model_server import ModelServer

ASKED = {"pages": "number", "leads_7d": "number", "issues": "string[]", "health_score": "number"}
ANSWER = {"pages": 42, "leads_7d": 7, "issues": ["slow"], "health_score": 0.9}
SCHEMA = {
    "type": "object",
    "properties": {
        "pages": {"type": "number"},
        "leads_7d": {"type": "number"},
        "issues": {"type": "array", "items": {"type": "string"}},
        "health_score": {"type": "number"},
    },
    "required": list(ASKED),
    "additionalProperties": False,
}
TEXT = "How is the site?"


def rpc(method: str, params: Any) -> Any:
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}


def message(**members: Any) -> Any:
    said = {"messageId": "m-1", "role": "ROLE_USER", "parts": [{"text": TEXT}]}
    return {"message": {**said, **members}}


V03 = {
    "kind": "message",
    "messageId": "m-1",
    "role": "user",
    "parts": [{"kind": "text", "text": TEXT}],
}
LEGACY = {"id": "t-1", "message": {"role": "user", "parts": [{"type": "text", "text": TEXT}]}}


def task_v1(answer: Any) -> Any:
    return answer["result"]["task"]


def data_v1(answer: Any) -> Any:
    ((part,),) = [artifact["parts"] for artifact in task_v1(answer)["artifacts"]]
    return part["data"]


def data_v03(answer: Any) -> Any:
    (artifact,) = answer["result"]["artifacts"]
    text, data = artifact["parts"]
    assert json.loads(text["text"]) == data["data"]
    return data["data"]


def response_text(answer: Any) -> Any:
    ((content,),) = [item["content"] for item in answer["output"]]
    return json.loads(content["text" if content["type"] == "output_text" else "refusal"])


def said_v1(answer: Any) -> Any:
    status = task_v1(answer)["status"]
    assert status["state"] == "TASK_STATE_REJECTED"
    (part,) = status["message"]["parts"]
    return part["data"]


def said_v03(answer: Any) -> Any:
    status = answer["result"]["status"]
    assert status["state"] in ("rejected", "failed"), "0.1 has no state rejected"
    return status["message"]["parts"][-1]["data"]


Read = Callable[[Any], Any]
WAYS: Mapping[str, tuple[str, Any, Read, Read]] = {
    "1.0 params": (
        "/a2a",
        rpc("SendMessage", {**message(), "responseSchema": ASKED}),
        data_v1,
        said_v1,
    ),
    "1.0 configuration": (
        "/a2a",
        rpc("SendMessage", {**message(), "configuration": {"responseSchema": ASKED}}),
        data_v1,
        said_v1,
    ),
    "1.0 metadata": (
        "/a2a",
        rpc("SendMessage", {**message(), "metadata": {"responseSchema": ASKED}}),
        data_v1,
        said_v1,
    ),
    "1.0 extension": (
        "/a2a",
        rpc("SendMessage", message(metadata={CONTRACT_EXTENSION: ASKED})),
        data_v1,
        said_v1,
    ),
    "1.0 rest": (
        "/a2a/message:send",
        {**message(), "metadata": {CONTRACT_EXTENSION: SCHEMA}},
        lambda answer: data_v1({"result": answer}),
        lambda answer: said_v1({"result": answer}),
    ),
    "0.3": (
        "/a2a",
        rpc("message/send", {"message": V03, "responseSchema": SCHEMA}),
        data_v03,
        said_v03,
    ),
    "tasks/send": (
        "/a2a",
        rpc("tasks/send", {**LEGACY, "responseSchema": ASKED}),
        data_v03,
        said_v03,
    ),
    "native": (
        "/a2a",
        {"text": TEXT, "responseSchema": ASKED},
        lambda answer: answer,
        lambda answer: answer,
    ),
    "native in snake case": (
        "/a2a",
        {"text": TEXT, "response_schema": ASKED},
        lambda answer: answer,
        lambda answer: answer,
    ),
    "chat": (
        "/a2a/chat",
        {"text": TEXT, "responseSchema": ASKED},
        lambda answer: answer["result"],
        lambda answer: answer["result"],
    ),
    "responses": (
        "/v1/responses",
        {
            "model": "agent",
            "input": TEXT,
            "text": {"format": {"type": "json_schema", "name": "site", "schema": SCHEMA}},
        },
        response_text,
        response_text,
    ),
}


@pytest.mark.parametrize("way", WAYS)
async def test_four_fields_of_their_types(
    open_office: Opener, server: ModelServer, way: str
) -> None:
    server.answer = lambda _: f"Here it is:\n```json\n{json.dumps({**ANSWER, 'more': 1})}\n```"
    path, body, read, _ = WAYS[way]
    office = await open_office()
    status, answer = await office.post(body, path=path)
    assert status == 200
    assert read(answer) == ANSWER


@pytest.mark.parametrize("way", WAYS)
async def test_or_a_refusal_that_says_why(
    open_office: Opener, server: ModelServer, way: str
) -> None:
    server.answer = lambda _: json.dumps({"pages": "42", "leads_7d": 7, "issues": []})
    path, body, _, read = WAYS[way]
    office = await open_office()
    _, answer = await office.post(body, path=path)
    refusal = read(answer)
    assert refusal["status"] == "declined"
    assert refusal["missing"] == ["health_score"]
    assert refusal["mismatches"] == ["pages: must be number"]


@pytest.mark.parametrize("way", WAYS)
async def test_what_cannot_be_promised_is_refused_in_the_callers_words(
    open_office: Opener, server: ModelServer, way: str
) -> None:
    path, body, _, _ = WAYS[way]
    office = await open_office()
    bomb = {"type": "object", "properties": {"a": {"$ref": "https://x.example/"}}}
    text = json.dumps(body).replace(json.dumps(ASKED), json.dumps(bomb))
    text = text.replace(json.dumps(SCHEMA), json.dumps(bomb))
    _, answer = await office.post(json.loads(text), path=path)
    assert "$ref" in json.dumps(answer["error"])
    assert server.requests == []
    assert await office.store.list_unfinished() == []
