"""A model may say it better, and may not make anything up, nor say what to do."""

from typing import Any

import pytest
from msgspec.structs import replace

from gateway.core.deal import OfferKind
from gateway.core.errors import ModelUnavailable
from gateway.core.json import Json
from gateway.deals.rank import rank
from gateway.deals.summarise import summarise
from gateway.deals.summary import recommend
from tests.deals.story import C_LATER, NINE, REQUEST, asked, offer

A_OFFER = offer("supplier-a")
OFFERS = [A_OFFER, offer("supplier-d", **{**C_LATER, "total_price_sek": 17200})]
RANKING = rank(REQUEST, OFFERS, {})
PLAIN = recommend(REQUEST, OFFERS, RANKING, NINE)
ADVICE = "Recommended: award supplier-a, one of 2 where 3 were wanted."


class Writer:
    """A language model that says what it is told to."""

    def __init__(self, says: Any) -> None:
        self.says = says
        self.texts: list[str] = []

    async def ask(self, instructions: str, text: str = "", *, shape: Json | None = None) -> Any:
        self.texts.append(text)
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


async def said(says: Any) -> str:
    return await summarise(Writer(says), REQUEST, OFFERS, RANKING, NINE)


@pytest.mark.parametrize(
    "words",
    [
        "Supplier-A asks 16,800 SEK and delivers on April 24, 2027, four days early.",
        "supplier-a is 400 SEK cheaper than supplier-d, and its offer holds for 14 days.",
        "supplier-a costs 4.20 each and delivers on 2027-04-24, two of which matter.",
    ],
)
async def test_what_holds_is_said_and_the_rules_advise(words: str) -> None:
    assert await said(words) == f"{words} {ADVICE}"


@pytest.mark.parametrize(
    "words",
    [
        "supplier-a asks 16,500 SEK.",
        "supplier-a delivers on April 23.",
        "supplier-a gives a discount of five percent.",
        "supplier-d is the one to take.",
        "",
        "supplier-a " * 500,
        ModelUnavailable(),
    ],
    ids=["price", "day", "word", "not the best", "nothing", "endless", "unavailable"],
)
async def test_what_does_not_hold_gives_way_to_the_plain_one(words: Any) -> None:
    assert await said(words) == PLAIN


async def test_without_a_model_the_plain_one_is_said() -> None:
    assert await summarise(None, REQUEST, OFFERS, RANKING, NINE) == PLAIN


async def test_without_an_offer_no_model_is_asked() -> None:
    writer = Writer("x")
    nobody = [asked()]
    found = await summarise(writer, REQUEST, nobody, rank(REQUEST, nobody, {}), NINE)
    assert found == recommend(REQUEST, nobody, rank(REQUEST, nobody, {}), NINE)
    assert writer.texts == []


async def test_the_model_is_told_what_may_still_come() -> None:
    writer = Writer("supplier-a leads.")
    pending = replace(asked("c"), kind=OfferKind.PENDING_REVIEW, reason="our desk decides")
    await summarise(writer, REQUEST, [*OFFERS, pending], RANKING, NINE)
    assert "our desk decides" in writer.texts[0]
    assert "400 SEK dearer, 2 days later" in writer.texts[0]
