"""A search over cards: by a skill's name, by words, best first."""

import pytest

from gateway.core.card import AgentCard, CardSkill, Provider
from gateway.peers import find_offers


def agent(name: str, *skills: CardSkill, description: str = "") -> AgentCard:
    return AgentCard(name, description, "1", (), skills=skills, provider=Provider(f"{name} AB"))


QUOTE = CardSkill("get_quote", "Quote", "A price for torches and lamps.", ("sales", "pricing"))
STOCK = CardSkill("check_stock", "Stock", "How many torches are there.", ("warehouse",))
REQUOTE = CardSkill("requote", "Requote", "A new price.", ())
CARDS = {
    "globex": agent("Globex", REQUOTE, STOCK),
    "acme": agent("Acme Torches", QUOTE, description="Sells light."),
    "quiet": agent("Quiet", description="Haulage in the north."),
}


def found(*, skill: str = "", text: str = "") -> list[tuple[str, str]]:
    offers = find_offers(CARDS, {"quiet": ("nordic",)}, skill=skill, text=text)
    return [(offer.peer, offer.skill.id if offer.skill else "") for offer in offers]


@pytest.mark.parametrize("skill", ["get_quote", "GET_QUOTE", "quote"])
def test_the_skill_of_that_name_comes_first(skill: str) -> None:
    assert found(skill=skill)[0] == ("acme", "get_quote")


def test_a_part_of_a_name_is_found_too() -> None:
    assert set(found(skill="quote")) == {("acme", "get_quote"), ("globex", "requote")}


def test_a_skill_that_nobody_offers_is_not_found() -> None:
    assert found(skill="nosuch") == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("price for lamps", ("acme", "get_quote")),
        ("warehouse", ("globex", "check_stock")),
        ("WAREHOUSE!", ("globex", "check_stock")),
        ("torch", ("acme", "get_quote")),
        ("haulage", ("quiet", "")),
        ("nordic", ("quiet", "")),
        ("globex AB", ("globex", "requote")),
        ("how many torches", ("globex", "check_stock")),
    ],
)
def test_words_are_found_wherever_the_card_says_them(text: str, first: tuple[str, str]) -> None:
    assert found(text=text)[0] == first


def test_what_is_in_no_name_of_a_skill_is_taken_for_words() -> None:
    assert found(skill="price for lamps")[0] == ("acme", "get_quote")


def test_with_both_both_count() -> None:
    assert found(skill="quote", text="lamps") == [("acme", "get_quote")]


def test_what_no_card_says_is_not_found() -> None:
    assert found(text="submarines") == []
    assert found(text="to") == []
