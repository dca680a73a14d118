"""What Flowwink's peers say to the chat endpoint, and what a model makes of it."""

from typing import Any

import pytest

from tests.e2e.caller import Answer, Caller, new_address
from tests.e2e.flowwink.conftest import Company
from tests.e2e.say import rpc
from tests.model_server import ModelServer, refusal
from tests.outbox.scripted import Script

PATHS = ("/a2a/chat", "/functions/v1/a2a/chat", "/functions/v1/a2a-chat")
SCHEMA = {"pages": "number", "issues": "string[]"}
HEALTH = {"pages": 12, "issues": ["slow"]}


def chat(caller: Caller, text: str, **more: Any) -> Answer:
    return caller.post({"text": text, **more}, PATHS[0])


@pytest.mark.parametrize("path", PATHS)
def test_a_text_is_answered_with_a_result_and_its_task(
    company: Company, model: ModelServer, path: str
) -> None:
    answer = company.acme.post({"text": "Hi"}, path)

    assert (answer.status, answer.json.keys()) == (200, {"result", "task_id"})
    assert answer.json["result"] == "Hello."


@pytest.mark.parametrize("text", ["", "  "])
def test_no_text_is_answered_without_a_model(
    company: Company, model: ModelServer, text: str
) -> None:
    answer = chat(company.acme, text)

    assert (answer.status, answer.json["result"]) == (200, "No message provided")
    assert model.requests == []


@pytest.mark.parametrize("member", ["responseSchema", "response_schema"])
@pytest.mark.parametrize(
    "said",
    [
        '{"pages": 12, "issues": ["slow"]}',
        '```json\n{"pages": 12, "issues": ["slow"]}\n```',
    ],
)
def test_a_structure_that_is_met_is_the_result(
    company: Company, model: ModelServer, said: str, member: str
) -> None:
    model.answer = lambda _: said

    answer = chat(company.acme, "How is your site?", **{member: SCHEMA})

    assert (answer.status, answer.json["result"]) == (200, HEALTH)


@pytest.mark.parametrize("said", ["It is well.", '{"pages": "twelve", "issues": []}'])
def test_a_structure_that_is_not_met_is_declined(
    company: Company, model: ModelServer, said: str
) -> None:
    model.answer = lambda _: said

    answer = chat(company.acme, "How is your site?", responseSchema=SCHEMA)

    assert answer.status == 200
    assert answer.json["result"]["status"] == "declined"
    assert answer.json["result"].keys() == {"status", "reason", "missing", "mismatches"}


def test_a_model_in_trouble_is_a_failure(company: Company, model: ModelServer) -> None:
    model.answer = lambda _: refusal(500, "out of tokens")

    answer = chat(company.acme, "Hi")
    task = company.acme.post(rpc("tasks/get", {"id": answer.json["task_id"]})).result

    assert (answer.status, answer.json.keys()) == (500, {"error", "task_id"})
    assert "out of tokens" not in answer.json["error"]
    assert task["status"]["state"] == "failed"


def test_what_was_said_is_remembered_for_its_peer_alone(
    company: Company, model: ModelServer
) -> None:
    chat(company.acme, "My word is marmalade.")
    chat(company.flow, "What was my word?", peer_name="acme", peer_id="acme")
    chat(company.acme, "What was my word?")

    assert "marmalade" not in model.prompt(-2)
    assert "marmalade" in model.prompt(-1)


def test_a_context_is_a_conversation_of_its_own(company: Company, model: ModelServer) -> None:
    chat(company.acme, "My word is gooseberry.", contextId="one")
    chat(company.acme, "What was my word?", contextId="two")
    chat(company.acme, "What was my word?", contextId="one")

    assert "gooseberry" not in model.prompt(-2)
    assert "gooseberry" in model.prompt(-1)


def test_no_peer_has_another_one_called_through_chat(
    company: Company, model: ModelServer, remote: Script
) -> None:
    flags = {"outbound": True, "passthrough": True, "peer_name": "by_native"}

    answer = chat(company.acme, "Hi", **flags)
    named = company.acme.post({"skill": "chat", "arguments": {"text": "Hi", **flags}})

    assert [answer.status, named.status] == [200, 200]
    assert answer.json.keys() == {"result", "task_id"}
    assert remote.asked == []


@pytest.mark.parametrize("path", PATHS)
def test_a_stranger_has_no_model(company: Company, model: ModelServer, path: str) -> None:
    missing = company.stranger.post({"text": "Hi"}, path, **new_address())
    wrong = company.stranger.post({"text": "Hi"}, path, Authorization="Bearer x", **new_address())

    assert missing.status == 401
    assert wrong.status == (401 if path == PATHS[0] else 403)
    assert model.requests == []
