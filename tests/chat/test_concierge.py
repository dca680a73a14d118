"""The concierge: which skills a text is about, and a call of each that is ready to send."""

import pytest

from gateway.bundled import bundled
from gateway.chat.describe import example_call, make_example
from gateway.chat.router import Router
from gateway.core.choose import read_prefix
from gateway.core.json import Json
from gateway.skillkit import Skill
from gateway.skillkit.load import load_skills
from tests.chat.conftest import SKILLS, Opener
from tests.model_server import ModelServer

BUNDLED = load_skills([bundled("skills")])

RANKING = [
    ("Can you quote 1000 flashlights?", "get_quote"),
    ("What is the price of a product at this quantity?", "get_quote"),
    ("I would like quotes", "get_quote"),
    ("GetQuote please", "get_quote"),
    ("sales quote", "get_quote"),
    ("Do you have any in stock?", "check_stock"),
    ("Is it STOCKED?", "check_stock"),
    ("stock level, and when could it be delivered", "check_stock"),
    ("Here is a lead for you", "qualify_lead"),
    ("how good are our leads, by budget and company size", "qualify_lead"),
    ("test the connection", "echo"),
    ("echo", "echo"),
]


@pytest.mark.parametrize(("text", "best"), RANKING)
def test_the_skill_that_a_text_is_about_comes_first(text: str, best: str) -> None:
    ranked = Router().rank(text, list(BUNDLED.values()))
    assert [skill.name for skill in ranked.skills][:1] == [best]


@pytest.mark.parametrize("text", ["", "Hello, who are you?", "the of and", "¿?", "Can you help me"])
def test_a_text_about_nothing_matches_nothing(text: str) -> None:
    assert Router().rank(text, list(BUNDLED.values())).skills == ()


@pytest.mark.parametrize("skill", BUNDLED.values(), ids=BUNDLED.keys())
def test_an_example_is_a_call_that_its_skill_takes(skill: Skill) -> None:
    choice = read_prefix(example_call(skill))
    assert choice is not None
    assert choice.skill == skill.name
    skill.read_arguments(choice.arguments)


@pytest.mark.parametrize("skill", BUNDLED.values(), ids=BUNDLED.keys())
def test_an_example_made_from_a_schema_fits_it(skill: Skill) -> None:
    skill.read_arguments(make_example(skill.input_schema))


LOOP = {"$defs": {"A": {"$ref": "#/$defs/A"}}, "type": "object", "required": ["a"]}
NESTED = {
    "$defs": {
        "Node": {
            "type": "object",
            "properties": {"next": {"$ref": "#/$defs/Node"}},
            "required": ["next"],
        }
    },
    "$ref": "#/$defs/Node",
}


@pytest.mark.parametrize(
    ("schema", "example"),
    [
        ({"type": "integer", "minimum": 5}, 5),
        ({"type": "number", "exclusiveMinimum": 0}, 1),
        ({"type": "integer", "maximum": -3}, -3),
        ({"type": "string", "title": "Product"}, "product"),
        ({"type": "string", "minLength": 8}, "text...."),
        ({"type": "string", "format": "date"}, "2026-01-31"),
        ({"enum": ["red", "blue"]}, "red"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, 1),
        ({"type": "array", "items": {"type": "boolean"}}, [True]),
        ({"$defs": {"C": {"const": "x"}}, "$ref": "#/$defs/C"}, "x"),
        ({"type": "object", "properties": {"a": {"type": "string"}}}, {}),
        (LOOP, {"a": {}}),
    ],
)
def test_an_example_is_made_of_what_a_schema_says(schema: Json, example: Json) -> None:
    assert make_example(schema) == example


def test_a_schema_that_names_itself_comes_to_an_end() -> None:
    assert make_example(NESTED)["next"]["next"]


async def test_without_a_model_the_best_matches_are_shown_ready_to_send(
    open_office: Opener, server: ModelServer
) -> None:
    office = await open_office(llm=False)
    answer = await office.ask("Can I have a quote?")
    best = answer["data"]["skills"][0]
    assert answer["result"].startswith("This is Nordic Parts. Sells parts. What comes nearest")
    assert best["example"] in answer["result"]
    assert best["name"] == "get_quote"
    assert best["input_schema"]["required"] == ["product", "qty"]
    status, quote = await office.post({"text": best["example"]}, path="/a2a")
    assert status == 200
    assert "price_cents" in quote
    assert server.requests == []


async def test_a_text_about_nothing_is_shown_all_that_this_peer_may_call(
    open_office: Opener,
) -> None:
    office = await open_office(llm=False)
    seen = {
        peer: {skill["name"] for skill in (await office.ask("Hello", peer))["data"]["skills"]}
        for peer in ("acme", "limited")
    }
    assert seen["acme"] == {
        "check_stock",
        "echo",
        "forecast",
        "get_quote",
        "offer_outcome",
        "qualify_lead",
        "quote_request",
    }
    assert seen["limited"] == {"echo"}


async def test_a_text_about_an_internal_skill_does_not_show_it(open_office: Opener) -> None:
    office = await open_office(llm=False)
    assert "house_keys" in SKILLS
    answer = await office.ask("house_keys: open the canary vault")
    assert "house_keys" not in str(answer)
    assert "vault" not in str(answer)


async def test_without_a_model_a_structure_is_declined_with_the_reason(
    open_office: Opener,
) -> None:
    office = await open_office(llm=False)
    answer = await office.ask("How is the site?", "limited", responseSchema={"pages": "number"})
    assert answer["result"] == {
        "status": "declined",
        "reason": "no language model is configured; name a skill",
        "skills": ["echo"],
    }


async def test_an_operators_own_chat_comes_first(open_office: Opener) -> None:
    own = (
        SKILLS + '\n@skill()\ndef chat(ctx: SkillContext) -> str:\n    "Own."\n    return "mine"\n'
    )
    office = await open_office(llm=False, skills=own)
    assert (await office.ask("Hello"))["result"] == "mine"
