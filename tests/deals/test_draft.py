"""A sentence and a few answers make a request that can be opened, and nothing is made up."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gateway.core.errors import InvalidParams, ModelUnavailable
from gateway.core.json import Json
from gateway.deals.directory import Directory
from gateway.deals.draft import Draft, draft
from gateway.deals.request import read_request
from tests.deals.test_sentence import STORY

TODAY = date(2026, 11, 21)
PEERS = Directory(frozenset({"acme", "brandt"}), frozenset({"electrical"}))


class Reader:
    """A language model that reads every sentence alike."""

    def __init__(self, read: Any) -> None:
        self.read = read
        self.asked: list[str] = []

    async def ask(self, instructions: str, text: str = "", *, shape: Json | None = None) -> Any:
        self.asked.append(text)
        if isinstance(self.read, Exception):
            raise self.read
        return self.read


async def drafted(text: str = STORY, /, **answers: Json) -> Draft:
    return await draft(text, answers, TODAY, PEERS)


async def read_by(reader: Reader) -> Draft:
    return await draft(STORY, {}, TODAY, PEERS, reader)


def fields(made: Draft) -> list[str]:
    return [question.field for question in made.questions]


async def test_what_is_missing_is_asked_for() -> None:
    made = await drafted()
    assert fields(made) == ["currency", "audience"]
    assert made.questions[1].text.startswith("Who shall be asked")
    assert made.questions


async def test_the_answers_complete_it() -> None:
    made = await drafted(currency="sek", audience="Acme, #electrical")
    assert not made.questions
    request = read_request(made.request)
    assert request.subject == "DIN rail terminal blocks"
    assert request.quantity == Decimal(4000)
    assert request.spec == {"size": "2.5 mm²", "colour": "grey"}
    assert request.needed_by == date(2027, 4, 28)
    assert (request.audience.peers, request.audience.tags) == (("acme",), ("electrical",))
    assert request.award.price_field == "total_price_sek"
    assert request.award.price_field in request.response_schema
    assert request.award.wanted == 3


async def test_a_sentence_that_says_all_needs_no_answer() -> None:
    text = "Ask all suppliers: we need 40 lamps by May 3, at most 900 EUR, answers within 2 hours."
    made = await drafted(text)
    assert not made.questions
    request = read_request(made.request)
    assert request.audience.all
    assert request.award.limits[0].field == "total_price_eur"
    assert request.award.limits[0].maximum == 900


@pytest.mark.parametrize(
    ("field", "answer", "problem"),
    [
        ("currency", "krona", "is no currency; write its three letters"),
        ("quantity", "a lot", "is not one number"),
        ("quantity", "3 or 4", "is not one number"),
        ("needed_by", "soon", "is no day; write it as 2027-04-28"),
        ("needed_by", "2026-11-20", "2026-11-20 is over; today is 2026-11-21"),
        ("audience", "acme, nobody", "there is no peer 'nobody'; the peers are: acme, brandt"),
        ("audience", "tag:x", "there is no tag 'x'; the tags are: electrical"),
        ("audience", " , ", "it names nobody"),
        ("wanted", "many", "is not one number"),
        ("currency", 5, "it must be a text"),
    ],
)
async def test_an_answer_that_is_none_is_asked_again(
    field: str, answer: Json, problem: str
) -> None:
    made = await drafted(**{field: answer})
    asked = {question.field: question.problem for question in made.questions}
    assert problem in asked[field]
    assert field not in made.request


@pytest.mark.parametrize("field", ["quantity", "currency", "needed_by"])
async def test_what_may_be_left_out_is_not_asked_twice(field: str) -> None:
    made = await drafted("Get offers for cleaning", **{field: "none"})
    assert field not in fields(made)
    assert field not in made.request


async def test_answers_may_be_json_and_of_any_field() -> None:
    more: dict[str, Json] = {"quantity": 7, "deadline": "PT1H", "ref": "X-1"}
    more |= {"spec": {"colour": "red"}, "audience": {"all": True}}
    made = await drafted(currency="none", **more)
    request = read_request(made.request)
    assert request.quantity == Decimal(7)
    assert (request.ref, request.spec) == ("X-1", {"colour": "red"})


async def test_an_answer_to_no_field_is_refused() -> None:
    with pytest.raises(InvalidParams, match="no answer is called 'colour'"):
        await drafted(colour="red")


async def test_a_request_that_is_still_wrong_names_its_fields() -> None:
    with pytest.raises(InvalidParams) as caught:
        await drafted(currency="SEK", audience="all", ref="a b")
    assert caught.value.violations[0].field == "ref"


async def test_an_endless_text_is_refused() -> None:
    with pytest.raises(InvalidParams, match="at most 4000"):
        await drafted("x" * 5000)


@pytest.mark.parametrize(
    ("text", "type", "skill", "price"),
    [
        ("Hire a Go developer by May 3", "candidate_request", "propose_candidate", "hourly_rate"),
        ("Ship 3 pallets of lamps by May 3", "freight_request", "quote_freight", "price"),
        ("Buy 3 lamps by May 3", "procurement_request", "quote_request", "total_price"),
    ],
)
async def test_each_kind_has_its_form(text: str, type: str, skill: str, price: str) -> None:  # noqa: A002
    made = await drafted(text, currency="EUR", audience="all")
    request = read_request(made.request)
    assert (request.type, request.skill) == (type, skill)
    assert request.award.price_field == f"{price}_eur"
    assert {weight.field for weight in request.award.weights} <= request.response_schema.keys()


async def test_the_directory_is_read_out_of_the_sentence() -> None:
    made = await drafted("Get quotes from acme and electrical suppliers for 3 lamps")
    assert made.request["audience"] == {"peers": ["acme"], "tags": ["electrical"]}
    assert "audience" in fields(await drafted("Buy 3 electrical acmes"))


READ = {
    "subject": "terminal blocks for DIN rails",
    "quantity": 4000,
    "spec": [{"name": "Cross Section", "value": "2.5 mm²"}, {"name": "colour", "value": "Grey"}],
    "currency": "SEK",
}


async def test_a_model_understands_more() -> None:
    reader = Reader(READ)
    made = await read_by(reader)
    assert fields(made) == ["audience"]
    assert made.request["subject"] == "terminal blocks for DIN rails"
    assert made.request["spec"] == {"cross_section": "2.5 mm²", "colour": "Grey"}
    assert made.request["needed_by"] == "2027-04-28", "the rules read what it left out"
    assert reader.asked == [STORY]


async def test_what_a_model_makes_up_is_not_taken() -> None:
    made_up = {
        "quantity": 5000,
        "wanted": 7,
        "budget": 99,
        "needed_by": "2020-01-01",
        "currency": "kronor",
        "subject": " ",
        "spec": [{"name": "colour", "value": "blue"}, {"name": "size", "value": "4 mm²"}],
    }
    assert await read_by(Reader(made_up)) == await drafted()


@pytest.mark.parametrize("error", [ModelUnavailable()])
async def test_without_its_model_the_rules_read_alone(error: Exception) -> None:
    assert await read_by(Reader(error)) == await drafted()


async def test_it_is_written_as_json() -> None:
    wire = (await drafted(currency="krona")).write()
    assert wire["request"]["quantity"] == 4000
    assert wire["questions"][0]["field"] == "currency"
    assert "is no currency" in wire["questions"][0]["problem"]
    assert "problem" not in wire["questions"][1]
