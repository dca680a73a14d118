"""What of a text becomes arguments, and what is left open."""

from datetime import date
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel

from gateway.bundled import bundled
from gateway.chat.router import MOST_LETTERS, Router, draft, fill
from gateway.skillkit import Mentions, SkillContext, skill
from gateway.skillkit.load import load_skills
from tests.effort import seconds_of_work

TODAY = date(2026, 11, 21)
BUNDLED = load_skills([bundled("skills")])


class Args(BaseModel):
    product: Annotated[str, Mentions(lambda text: [p for p in ("lamp", "rail") if p in text])]
    color: Literal["grey", "blue"] | None = None
    qty: int
    employees: int | None = None
    budget_cents: int | None = None
    needed_by: date | None = None


@skill()
async def order(ctx: SkillContext, args: Args) -> Args:
    """Order something."""
    return args


def read(text: str) -> dict[str, Any]:
    return dict(draft(order, text, TODAY).arguments)


def test_one_catalogue_entry_and_one_count_are_arguments() -> None:
    drafted = draft(order, "We need 40 of your lamp", TODAY)
    assert drafted.arguments == {"product": "lamp", "qty": 40}
    assert drafted.missing == ()


def test_two_entries_leave_the_product_open() -> None:
    assert draft(order, "40 lamp or rail", TODAY).missing == ("product",)


def test_two_counts_leave_the_quantity_open() -> None:
    assert "qty" not in read("is a lamp cheaper at 100 than at 1000?")


@pytest.mark.parametrize(
    ("text", "qty"),
    [
        ("lamp, qty 10,000, article 7", 10000),
        ("300 pieces of lamp, drawing 12", 300),
        ("40 lamp in 2 weeks", 40),
        ("a lamp of 2.5 mm², 7 of it", 7),
    ],
)
def test_what_is_counted_is_told_by_its_words(text: str, qty: int) -> None:
    assert read(text)["qty"] == qty


def test_a_choice_is_a_word_of_its_enumeration() -> None:
    assert read("a blue lamp")["color"] == "blue"
    assert "color" not in read("a blue or grey lamp")
    assert "color" not in read("a bluish lamp")


def test_a_number_before_the_fields_word_is_the_fields() -> None:
    assert read("40 lamp for 250 employees") == {"product": "lamp", "qty": 40, "employees": 250}
    assert read("we have 250 employees")["employees"] == 250


def test_money_is_told_in_whole_units_and_taken_in_hundredths() -> None:
    assert read("a lamp on a budget of 60,000 kronor")["budget_cents"] == 6_000_000
    assert "budget_cents" not in read("a lamp for 60,000 kronor")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("by 2027-04-28", "2027-04-28"),
        ("by April 28", "2027-04-28"),
        ("by 30 November", "2026-11-30"),
        ("by 1st of March 2028", "2028-03-01"),
    ],
)
def test_a_date_without_a_year_is_the_next_that_comes(text: str, day: str) -> None:
    assert read(f"a lamp {text}")["needed_by"] == day


def test_a_day_that_does_not_exist_is_no_date() -> None:
    assert "needed_by" not in read("a lamp by 2027-02-30")


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("Score the company Stark Industries, 300 staff", "Stark Industries"),
        ('lead scoring for "Soylent"', "Soylent"),
        ("A client called Wayne Ltd wrote to us", "Wayne Ltd"),
        ("How promising is Globex as a customer?", "Globex"),
        ("company: Acme AB", "Acme AB"),
    ],
)
def test_a_name_is_quoted_called_or_capitalised(text: str, company: str) -> None:
    assert draft(BUNDLED["qualify_lead"], text, TODAY).arguments["company"] == company


def test_the_longest_catalogue_name_counts() -> None:
    drafted = draft(BUNDLED["get_quote"], "1000 branded flashlights in 2 weeks?", TODAY)
    assert drafted.arguments == {"product": "branded flashlight", "qty": 1000}


def test_a_skill_without_a_schema_gets_the_text() -> None:
    assert draft(BUNDLED["echo"], "say hello", TODAY).arguments == {"text": "say hello"}


def test_an_answer_fills_the_one_field() -> None:
    drafted = draft(order, "a lamp please", TODAY)
    assert drafted.missing == ("qty",)
    assert fill(order, drafted, "qty", "make it 30", TODAY) == {"product": "lamp", "qty": 30}


def test_an_answer_in_other_words_is_taken_as_it_is() -> None:
    drafted = draft(order, "30 pieces please", TODAY)
    assert fill(order, drafted, "product", " torch ", TODAY) == {"product": "torch", "qty": 30}


LONG = ("1 ", "1 piece ", "qty 1 ", "A ", "one ", "hundred ", "1 jan ", '"a', "blue lamp ", "x")


@pytest.mark.parametrize("words", LONG)
def test_no_text_keeps_the_gateway_from_others(words: str) -> None:
    """The time is that of one thread, which is the one that all calls are answered in."""
    text = (words * MOST_LETTERS)[:MOST_LETTERS]

    def answer() -> None:
        Router().rank(text, list(BUNDLED.values()))
        draft(order, text, TODAY)
        draft(BUNDLED["check_stock"], text, TODAY)

    assert seconds_of_work(answer) < 1


def test_what_is_too_long_to_be_read_settles_nothing() -> None:
    said = "40 lamp"
    assert draft(order, said + " " * (MOST_LETTERS - len(said)), TODAY).missing == ()
    assert draft(order, said + " " * MOST_LETTERS, TODAY).arguments == {}
