"""A turn with a model: its answer, its structure, its troubles, and what is remembered of it."""

import asyncio
import json

import pytest

from gateway.core.message import Role
from tests.chat.conftest import KEY, Opener
from tests.conftest import Logged
from tests.model_server import ModelServer, refusal

SITE = {"pages": "number", "leads_7d": "number", "issues": "string[]", "health_score": "number"}
ANSWER = {"pages": 42, "leads_7d": 7, "issues": ["slow"], "health_score": 0.9}


async def test_a_turn_is_a_task_with_its_audit_row(
    open_office: Opener, server: ModelServer, store_url: str
) -> None:
    office = await open_office(store=store_url)
    answer = await office.ask("Hello", contextId="c-1")
    record = await office.store.find_task(answer["task_id"])
    rows = await office.store.list_activity()
    assert answer == {"result": "Hello.", "task_id": record.task.id}
    assert (record.peer, record.skill, record.task.context_id) == ("acme", "chat", "c-1")
    assert [(row.skill, row.status) for row in rows] == [("chat", "success")]


async def test_a_structure_is_answered_as_data(open_office: Opener, server: ModelServer) -> None:
    server.answer = lambda _: f"```json\n{json.dumps(ANSWER)}\n```"
    office = await open_office()
    answer = await office.ask("How is the site?", responseSchema=SITE)
    assert answer["result"] == ANSWER
    request = server.requests[0]
    schema = request["response_format"]["json_schema"]["schema"]
    assert schema["required"] == list(SITE)
    assert "<answer_shape>" in request["messages"][-1]["content"]
    assert "leads_7d" not in request["messages"][0]["content"], "a peer's words as the system's"


async def test_a_structure_is_met_too_where_the_server_has_none(
    open_office: Opener, server: ModelServer
) -> None:
    server.answer = lambda asked: refusal(400) if "response_format" in asked else json.dumps(ANSWER)
    office = await open_office()
    assert (await office.ask("How?", responseSchema=SITE))["result"] == ANSWER


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("The site is fine.", "the answer is not in the structure that was asked for"),
        ('{"pages": 42}', "the answer does not fit the structure that was asked for"),
        ('{"status": "declined", "reason": "We have no site."}', "We have no site."),
    ],
)
async def test_a_structure_that_is_not_met_is_declined(
    open_office: Opener, server: ModelServer, said: str, reason: str
) -> None:
    server.answer = lambda _: said
    office = await open_office()
    answer = await office.ask("How is the site?", responseSchema=SITE)
    assert answer["result"]["status"] == "declined"
    assert answer["result"]["reason"] == reason
    assert await office.store.conversations.list_all() == []


async def test_a_structure_that_cannot_be_promised_is_refused_before_anything(
    open_office: Opener, server: ModelServer
) -> None:
    office = await open_office()
    schema = {"$ref": "http://169.254.169.254/"}
    status, answer = await office.post({"text": "How?", "responseSchema": schema})
    assert status == 400
    assert "'$ref'" in answer["error"]
    assert server.requests == []
    assert await office.store.list_unfinished() == []


@pytest.mark.parametrize("status", [401, 429, 500])
async def test_trouble_with_the_model_fails_the_task_in_our_words(
    open_office: Opener, server: ModelServer, status: int, store_url: str, logged: Logged
) -> None:
    server.answer = lambda _: refusal(status, f"provider's words, {KEY}")
    office = await open_office(store=store_url)
    got, answer = await office.post({"text": "Hello"})
    logs = logged()
    assert got == 500
    assert answer["error"].startswith("The language model cannot answer now; try again later")
    assert KEY not in json.dumps([answer, logs])
    assert {"event": "model_failed", "problem": f"HTTP status {status}"}.items() <= logs[0].items()
    (row,) = await office.store.list_activity()
    assert (row.status, row.error) == ("error", "MODEL_UNAVAILABLE")
    assert await office.store.conversations.list_all() == [], "half a turn is remembered"


async def test_a_model_that_never_ends_holds_no_caller(
    open_office: Opener, server: ModelServer
) -> None:
    server.hangs = True
    office = await open_office(more="timeout_seconds = 0.05")
    got, answer = await office.post({"text": "Hello"})
    assert (got, "cannot answer now" in answer["error"]) == (500, True)


async def test_nothing_said_asks_no_model(open_office: Opener, server: ModelServer) -> None:
    office = await open_office()
    for text in ("", " \n"):
        assert (await office.ask(text))["result"] == "No message provided"
    assert server.requests == []


async def test_twenty_entries_are_remembered(
    open_office: Opener, server: ModelServer, store_url: str
) -> None:
    office = await open_office(store=store_url)
    for number in range(13):
        await office.ask(f"number {number}", contextId="c-1")
    entries = await office.store.conversations.read("acme", "c-1")
    assert [entry.role for entry in entries] == [Role.USER, Role.AGENT] * 10
    assert entries[0].text == "number 3"
    assert len(server.requests[-1]["messages"]) == 22


async def test_an_entry_is_remembered_up_to_its_bound(
    open_office: Opener, server: ModelServer
) -> None:
    office = await open_office(more="memory_entry_bytes = 10")
    await office.ask("åäö" * 10, contextId="c-1")
    entries = await office.store.conversations.read("acme", "c-1")
    assert [entry.text for entry in entries] == ["åäöåä …", "Hello."]


async def test_turns_at_once_are_both_remembered_whole(
    open_office: Opener, server: ModelServer, store_url: str
) -> None:
    office = await open_office(store=store_url)
    await asyncio.gather(*[office.ask(f"n{n}", contextId="c-1") for n in range(5)])
    entries = await office.store.conversations.read("acme", "c-1")
    assert [entry.role for entry in entries] == [Role.USER, Role.AGENT] * 5
    assert all(a.turn == b.turn for a, b in zip(entries[::2], entries[1::2], strict=True))


async def test_who_follows_hears_the_words_as_they_come(
    open_office: Opener, server: ModelServer, store_url: str
) -> None:
    words = "We sell flashlights, headlamps, and many a thing besides, to whoever asks."
    server.answer = lambda _: words
    office = await open_office(store=store_url)
    message = {"messageId": "m-1", "role": "ROLE_USER", "parts": [{"text": "What do you sell?"}]}
    call = {"jsonrpc": "2.0", "id": 1, "method": "SendStreamingMessage"}
    headers = {"Authorization": "Bearer token-of-acme", "A2A-Version": "1.0"}
    body = {**call, "params": {"message": message}}
    async with office.client.post("/a2a", json=body, headers=headers) as response:
        frames = [line[6:] async for line in response.content if line.startswith(b"data: ")]
    told = [json.loads(frame)["result"] for frame in frames]
    updates = [said["artifactUpdate"] for said in told if "artifactUpdate" in said]
    assert len(updates) == 2
    piece, whole = updates
    assert words.startswith(piece["artifact"]["parts"][0]["text"])
    assert whole["artifact"]["parts"] == [{"text": words}]
    assert whole["artifact"]["artifactId"] == piece["artifact"]["artifactId"]
    assert whole["lastChunk"] is True
    assert "append" not in whole
