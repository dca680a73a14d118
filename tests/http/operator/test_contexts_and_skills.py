"""What is remembered of conversations, and which skills there are, for the operator."""

from urllib.parse import quote

import pytest

from gateway.core.clock import iso_from_ms, system_now
from gateway.core.message import Role
from gateway.store.conversation import MemoryEntry, Remember
from tests.http.operator.conftest import Office
from tests.outbox.scripted import Script, speaks, task_v1

# What is old is forgotten.
AT = system_now()


async def remember(office: Office, peer: str, context: str, at: int = AT) -> None:
    entries = (
        MemoryEntry("t-1", Role.USER, "Hello?", at),
        MemoryEntry("t-1", Role.AGENT, "Hello.", at),
    )
    await office.tenant.commit(Remember(peer, context, entries, 20))


async def test_conversations_are_listed_newest_first(office: Office) -> None:
    await remember(office, "acme", "c-1")
    await remember(office, "rival", "c-1", at=AT + 1)
    _, answer = await office.get("/contexts")
    assert [row["peer"] for row in answer["contexts"]] == ["rival", "acme"]
    assert answer["contexts"][1] == {
        "peer": "acme",
        "context_id": "c-1",
        "entries": 2,
        "last_at": iso_from_ms(AT),
    }
    _, answer = await office.get("/contexts?peer=acme")
    assert [row["peer"] for row in answer["contexts"]] == ["acme"]


@pytest.mark.parametrize("context", ["c-1", "a/b", "å ?#%2F", "..", "."])
async def test_a_conversation_is_shown_and_forgotten_whatever_its_name(
    office: Office, context: str
) -> None:
    await remember(office, "acme", context)
    await remember(office, "acme", "other")
    path = f"/contexts/acme/{quote(context, safe='').replace('.', '%2E')}"
    status, answer = await office.get(path)
    assert (status, answer["context_id"]) == (200, context)
    assert [(entry["role"], entry["text"]) for entry in answer["entries"]] == [
        ("user", "Hello?"),
        ("agent", "Hello."),
    ]
    assert await office.ask("DELETE", path) == (200, {"forgotten": 2})
    assert (await office.get(path))[0] == 404
    assert (await office.ask("DELETE", path))[0] == 404
    assert len(await office.tenant.conversations.list_all()) == 1


async def test_the_operator_goes_on_with_a_conversation(office: Office, vendor: Script) -> None:
    vendor.answers = {"/a2a": speaks({"SendMessage": lambda _: {"task": task_v1("COMPLETED")}})}
    await remember(office, "vendor", "c-1")
    status, outcome = await office.post("/contexts/vendor/c-1/messages", {"text": "And now?"})
    assert (status, outcome["kind"]) == (200, "answered")
    assert vendor.calls[-1].body["params"]["message"]["contextId"] == "c-1"
    entries = await office.tenant.conversations.read("vendor", "c-1")
    assert [(e.role, e.text) for e in entries[2:3]] == [(Role.AGENT, "And now?")]


async def test_an_unanswered_word_is_remembered_as_ours_alone(
    office: Office, vendor: Script
) -> None:
    vendor.answers = {"/a2a": (500, {})}
    _, outcome = await office.post("/contexts/vendor/c-1/messages", {"text": "Hello?"})
    assert outcome["kind"] != "answered"
    entries = await office.tenant.conversations.read("vendor", "c-1")
    assert [(e.role, e.text) for e in entries] == [(Role.AGENT, "Hello?")]


async def test_nothing_is_not_said(office: Office, vendor: Script) -> None:
    status, answer = await office.post("/contexts/vendor/c-1/messages", {"text": " "})
    assert (status, "text" in answer["error"]) == (400, True)
    assert vendor.calls == []


async def test_skills_of_both_kinds_are_listed(office: Office) -> None:
    status, answer = await office.get("/skills")
    skills = {skill["name"]: skill for skill in answer["skills"]}
    assert (status, answer["default_skill"]) == (200, "chat")
    keys = skills["house_keys"]
    assert (keys["scope"], keys["trust"], keys["timeout"]) == ("internal", "notify", 3)
    assert skills["get_quote"]["input_schema"]["required"] == ["product", "qty"]
    assert skills["get_quote"]["output_schema"] is not None
    assert skills["echo"]["scope"] == "external"
