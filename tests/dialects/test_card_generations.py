"""Every generation of cards that is met is read leniently: golden cards, one a file."""

import json
from pathlib import Path
from typing import Any

import pytest

from gateway.core.peer import Peer
from gateway.dialects.card import read_card, read_security
from gateway.outbox.card import FoundCard
from gateway.outbox.pins.facts import read_facts
from gateway.outbox.route import routes

CARDS = {
    path.stem: json.loads(path.read_text())
    for path in sorted((Path(__file__).parent / "cards").glob("*.json"))
}

golden = pytest.mark.parametrize("case", CARDS.values(), ids=CARDS)


@golden
def test_a_card_is_read_whatever_generation_it_is_of(case: Any) -> None:
    card, expected = read_card(case["wire"]), case["expect"]
    assert card.name == expected["name"]
    assert [[i.url, i.binding, i.version, i.tenant] for i in card.interfaces] == expected[
        "interfaces"
    ]
    assert [skill.id for skill in card.skills] == expected["skills"]
    assert card.capabilities.streaming is expected["streaming"]


@golden
def test_so_is_the_proof_that_it_asks_for(case: Any) -> None:
    assert read_security(case["wire"]) == case["expect"]["security"]


@golden
def test_it_says_how_its_agent_is_called(case: Any) -> None:
    text = json.dumps(case["wire"])
    found = FoundCard(case["found_at"], read_card(case["wire"]), text)
    way = next(routes(Peer("agent", "https://agent.example"), found))
    assert [way.dialect.name, way.dialect.binding, way.url] == case["expect"]["way"]


@golden
def test_it_can_be_told_as_facts(case: Any) -> None:
    facts = read_facts(case["wire"], case["found_at"])
    assert facts["name"] == case["expect"]["name"]
    assert {f"skill {name}" for name in case["expect"]["skills"]} <= facts.keys()
    assert all(isinstance(text, str) and text for text in facts.values())
