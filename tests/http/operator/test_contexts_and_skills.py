"""What is remembered of conversations, and which skills there are, for the operator."""

from urllib.parse import quote

import pytest

from gateway.core.message import Role
from gateway.store.conversation import MemoryEntry, Remember
from tests.http.operator.conftest import Office


async def remember(office: Office, peer: str, context: str, at: int = 1_700_000_000_000) -> None:
    entries = (
        MemoryEntry("t-1", Role.USER, "Hello?", at),
        MemoryEntry("t-1", Role.AGENT, "Hello.", at),
    )
    await office.tenant.commit(Remember(peer, context, entries, 20))


async def test_conversations_are_listed_newest_first(office: Office) -> None:
    await remember(office, "acme", "c-1")
    await remember(office, "rival", "c-1", at=1_700_000_000_001)
    _, answer = await office.get("/contexts")
    assert [row["peer"] for row in answer["contexts"]] == ["rival", "acme"]
    assert answer["contexts"][1] == {
        "peer": "acme",
        "context_id": "c-1",
        "entries": 2,
        "last_at": "2023-11-14T22:13:20.000Z",
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


async def test_skills_of_both_kinds_are_listed(office: Office) -> None:
    status, answer = await office.get("/skills")
    skills = {skill["name"]: skill for skill in answer["skills"]}
    assert (status, answer["default_skill"]) == (200, "chat")
    keys = skills["house_keys"]
    assert (keys["scope"], keys["trust"], keys["timeout"]) == ("internal", "notify", 3)
    assert skills["get_quote"]["input_schema"]["required"] == ["product", "qty"]
    assert skills["get_quote"]["output_schema"] is not None
    assert skills["echo"]["scope"] == "external"
