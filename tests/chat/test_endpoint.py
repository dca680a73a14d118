"""Flowwink's chat endpoint: its paths, what it takes, and how each outcome is written."""

from typing import Any

import pytest

from gateway.http.routes import CHAT_PATHS, FLOWWINK_CHAT_PATHS
from tests.chat.conftest import Opener
from tests.model_server import ModelServer

PATHS = [path + slash for path in (*CHAT_PATHS, *FLOWWINK_CHAT_PATHS) for slash in ("", "/")]


@pytest.mark.parametrize("path", PATHS)
async def test_a_message_is_answered_on_every_path(open_office: Opener, path: str) -> None:
    office = await open_office()
    status, answer = await office.post({"text": "Hello"}, path=path)
    assert (status, answer["result"]) == (200, "Hello.")


@pytest.mark.parametrize("path", PATHS)
async def test_a_browser_may_ask_first(open_office: Opener, path: str) -> None:
    office = await open_office()
    async with office.client.options(path) as response:
        assert response.status == 200
        assert response.headers["Access-Control-Allow-Origin"] == "*"


async def test_a_stranger_is_refused_before_any_model(
    open_office: Opener, server: ModelServer
) -> None:
    office = await open_office()
    refusals = [await office.post({"text": "Hi"}, "nobody", path) for path in PATHS[::2]]
    assert refusals == [
        (401, {"error": "unauthorized"}),
        (403, {"error": "Invalid or inactive peer token"}),
        (403, {"error": "Invalid or inactive peer token"}),
    ]
    assert server.requests == []


@pytest.mark.parametrize("body", [[], "text", {"text": 5}, {"text": "a", "contextId": 5}])
async def test_what_is_no_message_is_refused(
    open_office: Opener, server: ModelServer, body: Any
) -> None:
    office = await open_office()
    status, answer = await office.post(body)
    assert status == 400
    assert set(answer) == {"error"}
    assert server.requests == []


async def test_another_content_type_is_refused(open_office: Opener) -> None:
    office = await open_office()
    headers = {"Authorization": "Bearer token-of-acme", "Content-Type": "text/plain"}
    async with office.client.post("/a2a/chat", data=b"{}", headers=headers) as response:
        assert response.status == 415


async def test_a_peer_that_may_not_chat_is_refused(
    open_office: Opener, server: ModelServer
) -> None:
    office = await open_office()
    status, answer = await office.post({"text": "Hello"}, "mute")
    assert (status, answer) == (400, {"error": "No such skill is offered to you: 'chat'"})
    assert server.requests == []


async def test_text_that_names_a_skill_is_text_here(
    open_office: Opener, server: ModelServer
) -> None:
    office = await open_office()
    await office.ask('skill:echo {"a": 1}')
    assert 'skill:echo {"a": 1}' in server.requests[0]["messages"][-1]["content"]


async def test_the_operators_default_skill_answers(open_office: Opener) -> None:
    office = await open_office(agent='default_skill = "echo"')
    assert (await office.ask("Hello"))["result"] == {"text": "Hello"}


async def test_the_schema_may_be_spelt_either_way(open_office: Opener, server: ModelServer) -> None:
    server.answer = lambda _: '{"a": 1}'
    office = await open_office()
    for name in ("responseSchema", "response_schema"):
        assert (await office.ask("Hi", **{name: {"a": "number"}}))["result"] == {"a": 1}


async def test_a_message_that_comes_twice_is_one_turn(
    open_office: Opener, server: ModelServer, store_url: str
) -> None:
    office = await open_office(store=store_url)
    first, second = [
        await office.post({"text": "Hello"}, **{"Idempotency-Key": "k-1"}) for _ in range(2)
    ]
    assert first == second
    assert len(server.requests) == 1


async def test_free_text_in_other_languages_is_chat_too(
    open_office: Opener, server: ModelServer
) -> None:
    office = await open_office()
    _, native = await office.post({"text": "Hello"}, path="/a2a")
    message = {"messageId": "m-1", "role": "ROLE_USER", "parts": [{"text": "Hello"}]}
    call = {"jsonrpc": "2.0", "id": 1, "method": "SendMessage", "params": {"message": message}}
    _, in_1_0 = await office.post(call, path="/a2a", **{"A2A-Version": "1.0"})
    assert native == {"result": "Hello."}
    assert in_1_0["result"]["task"]["artifacts"][0]["parts"] == [{"text": "Hello."}]


async def test_chat_is_on_the_card_like_any_other(open_office: Opener) -> None:
    office = await open_office()
    async with office.client.get("/.well-known/agent-card.json") as response:
        card = await response.json()
    assert "chat" in [skill["id"] for skill in card["skills"]]
