"""Rows come, change and go while the gateway runs; cards say what they offer, and with which
arguments.
"""

from collections.abc import Callable
from typing import Any

import pytest

from gateway.core.card import SKILLS_EXTENSION
from gateway.core.errors import ConfigError, InvalidParams, SkillNotFound
from gateway.core.json import decode, encode
from gateway.core.task import TaskState
from gateway.delegate import find_schemas
from tests.delegate.conftest import Front, peer_row, skill_row
from tests.delegate.shared import Shared

Open = Callable[..., Any]
ORDER = {"product": "lamp", "qty": 2}


def offered(front: Front) -> dict[str, Any]:
    """The skills on the public card, by name."""
    card = decode(front.services.cards.public("1.0").body)
    return {skill["id"]: skill for skill in card["skills"]}


def schemas(front: Front) -> dict[str, Any]:
    card = decode(front.services.cards.public("1.0").body)
    extensions = card["capabilities"]["extensions"]
    return next(e["params"]["skills"] for e in extensions if e["uri"] == SKILLS_EXTENSION)


async def test_a_row_is_offered_like_any_other_skill(open_front: Open) -> None:
    front = await open_front(skill_row("buy", "a2a:vendor/order", more='tags = ["x"]'))
    assert offered(front)["buy"]["tags"] == ["x"]
    assert (await front.call("buy", ORDER)).state is TaskState.COMPLETED


async def test_an_internal_one_is_not(open_front: Open) -> None:
    front = await open_front(skill_row("buy", "a2a:vendor/order", more='scope = "internal"'))
    assert "buy" not in offered(front)
    with pytest.raises(SkillNotFound):
        await front.call("buy", ORDER)


async def test_the_peers_card_describes_it_and_checks_its_arguments(
    open_front: Open, shared: Shared
) -> None:
    front = await open_front(skill_row("buy", "a2a:vendor/order"))
    # Nothing is known of the peer before the first call, and it checks for itself.
    assert (await front.call("buy", {"product": "lamp"})).state is TaskState.FAILED
    assert (await front.call("buy", ORDER)).state is TaskState.COMPLETED
    shared.runs.clear()
    await front.services.skill_set.refresh(front.services.tenant)
    card = offered(front)["buy"]
    assert (card["description"], card["tags"]) == ("Order something there.", ["buying"])
    assert schemas(front)["buy"]["inputSchema"]["required"] == ["product", "qty"]
    with pytest.raises(InvalidParams) as refused:
        await front.call("buy", {"product": "lamp", "qty": "two"})
    assert [violation.field for violation in refused.value.violations] == ["qty"]
    assert not shared.runs
    assert (await front.call("buy", ORDER)).state is TaskState.COMPLETED


async def test_a_reload_adds_changes_and_removes_rows(open_front: Open, vendor_url: str) -> None:
    front = await open_front(skill_row("buy", "a2a:vendor/order"))
    vendor = peer_row("vendor", vendor_url)
    row = skill_row("purchase", "a2a:vendor/order", more='description = "New."')
    front.reload(vendor + row)
    assert "buy" not in offered(front)
    assert offered(front)["purchase"]["description"] == "New."
    with pytest.raises(SkillNotFound):
        await front.call("buy", ORDER)
    assert (await front.call("purchase", ORDER)).state is TaskState.COMPLETED
    front.reload(vendor)
    assert "purchase" not in offered(front)


async def test_what_does_not_go_together_changes_nothing(open_front: Open, vendor_url: str) -> None:
    row = skill_row("buy", "a2a:vendor/order")
    front = await open_front(row)
    vendor = peer_row("vendor", vendor_url)
    for text, words in (
        ('[[skills.rows]]\nname = "nosuch"\ntimeout = 3', "no skill of this name is loaded"),
        ('[[routes]]\nname = "echo"\npeer = "vendor"', "routes.echo: leads to a peer and is named"),
    ):
        with pytest.raises(ConfigError, match=words):
            front.reload(vendor + text)
        assert "buy" in offered(front)
        assert front.services.live.settings.skills.rows[0].name == "buy"


async def test_a_row_without_a_handler_changes_a_loaded_skill(open_front: Open) -> None:
    front = await open_front(
        '[[skills.rows]]\nname = "get_quote"\ntimeout = 0.5\ndescription = "Ask."\n'
        '[[skills.rows]]\nname = "echo"\nscope = "internal"\n'
    )
    skills = front.services.skills
    assert skills["get_quote"].timeout == 0.5
    assert skills["get_quote"].arguments is not None
    assert offered(front)["get_quote"]["description"] == "Ask."
    assert "echo" not in offered(front)


async def test_a_row_takes_the_place_of_a_skill_of_its_name(
    open_front: Open, shared: Shared
) -> None:
    front = await open_front(skill_row("get_quote", "a2a:vendor/order"))
    assert (await front.call("get_quote", ORDER)).state is TaskState.COMPLETED
    assert shared.runs == ["order"]


async def test_words_go_to_a_peer_as_they_are_and_are_on_no_card(
    open_front: Open, shared: Shared
) -> None:
    front = await open_front('[[routes]]\nname = "desk"\npeer = "vendor"\ndefault = true\n')
    first = await front.say("good morning")
    assert first.state is TaskState.COMPLETED
    assert "heard good morning" in repr(first.artifacts)
    again = await front.say("and good night", context_id=first.context_id)
    assert "heard and good night" in repr(again.artifacts)
    assert len(set(shared.contexts)) == 1
    assert "desk" not in offered(front)
    assert "desk" not in front.services.skills


def card_with(schema: Any) -> str:
    skills = {"order": {"inputSchema": schema}}
    extension = {"uri": SKILLS_EXTENSION, "params": {"skills": skills}}
    card = {"name": "V", "capabilities": {"extensions": [extension]}, "skills": []}
    return encode(card).decode()


@pytest.mark.parametrize(
    "card",
    [
        "",
        "no json",
        "[]",
        card_with({"$ref": "https://evil.example/schema"}),
        card_with({"type": "object", "pattern": "(a+)+$"}),
        card_with(["no", "schema"]),
        card_with({"enum": list(range(2000))}),
    ],
)
def test_a_schema_that_cannot_be_checked_is_none(card: str) -> None:
    found = find_schemas("buy", card, "order")
    assert (found.input, found.check) == (None, None)
