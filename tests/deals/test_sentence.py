"""What a sentence says of a request is read, and what it leaves open is left open."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.deals.sentence import read_sentence

TODAY = date(2026, 11, 21)
STORY = (
    "We need 4,000 DIN rail terminal blocks, 2.5 mm², grey, by April 28. Three competitive offers."
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            STORY,
            {
                "quantity": 4000,
                "subject": "DIN rail terminal blocks",
                "spec": {"size": "2.5 mm²", "colour": "grey"},
                "needed_by": "2027-04-28",
                "wanted": 3,
            },
        ),
        (
            "500 kg of copper wire, 1.5 mm, at most 20 000 SEK, by end of May, IEC 60228",
            {
                "quantity": 500,
                "unit": "kg",
                "subject": "copper wire",
                "spec": {"size": "1.5 mm", "standard": "IEC 60228"},
                "needed_by": "2027-05-31",
                "currency": "SEK",
                "budget": 20000,
            },
        ),
        (
            "Looking for a senior Python developer, Stockholm, in three weeks",
            {
                "quantity": 1,
                "subject": "senior Python developer",
                "spec": {"details": ["Stockholm"]},
                "needed_by": "2026-12-12",
            },
        ),
        (
            "Ship 12 pallets from Gothenburg to Hamburg by May 3, two quotes please",
            {
                "quantity": 12,
                "unit": "pallets",
                "subject": "transport from Gothenburg to Hamburg",
                "spec": {"from": "Gothenburg", "to": "Hamburg"},
                "needed_by": "2027-05-03",
                "wanted": 2,
            },
        ),
        (
            "I want to buy two forklifts by Friday. Budget: €40,000. Answers within 2 hours.",
            {
                "quantity": 2,
                "subject": "forklifts",
                "needed_by": "2026-11-27",
                "deadline": "PT7200S",
                "currency": "EUR",
                "budget": 40000,
            },
        ),
        (
            "By 2027-04-28 we need 4000 pcs of terminal blocks (grey, width: 6 mm)",
            {
                "quantity": 4000,
                "unit": "pcs",
                "subject": "terminal blocks",
                "spec": {"colour": "grey", "width": "6 mm"},
                "needed_by": "2027-04-28",
            },
        ),
        (
            "Get three quotes for 250 laptops with 16 GB RAM, delivered before June 1",
            {
                "quantity": 250,
                "subject": "laptops with 16 GB RAM",
                "needed_by": "2027-06-01",
                "wanted": 3,
            },
        ),
        (
            "We need 4 thousand blocks in 2 weeks",
            {"quantity": 4000, "subject": "blocks", "needed_by": "2026-12-05"},
        ),
        (
            "Please get offers for office cleaning, weekly",
            {"subject": "office cleaning", "spec": {"details": ["weekly"]}},
        ),
        (
            "4000 \u00d7 terminal blocks 2.5 mm² grey, IEC 60947-7-1, SEK, by 28.4.2027",
            {
                "quantity": 4000,
                "subject": "terminal blocks",
                "spec": {"size": "2.5 mm²", "colour": "grey", "standard": "IEC 60947-7-1"},
                "currency": "SEK",
                "needed_by": "2027-04-28",
            },
        ),
        (
            "We're looking for 3 haulage offers from Hamburg to Gothenburg, 12 pallets, EUR",
            {
                "quantity": 12,
                "unit": "pallets",
                "subject": "transport from Hamburg to Gothenburg",
                "spec": {"from": "Hamburg", "to": "Gothenburg"},
                "currency": "EUR",
                "wanted": 3,
            },
        ),
        (
            "What do 2,5 tonnes of sand cost, needed by 15/03/2027?",
            {
                "quantity": 2.5,
                "unit": "tonnes",
                "subject": "sand",
                "needed_by": "2027-03-15",
            },
        ),
        ("Hello there!", {}),
        ("", {}),
    ],
)
def test_a_sentence_is_read(text: str, said: dict[str, Any]) -> None:
    assert read_sentence(text, TODAY) == said


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("We need 100 bolts by May 3 or by June 4", "needed_by"),
        ("We need 100 bolts, 20 SEK or 2 EUR each", "currency"),
        ("We need 100 bolts by next Friday", "needed_by"),
        ("We need 100 bolts by 3/4/2027", "needed_by"),
        ("We need 100 bolts by 31.2.2027", "needed_by"),
    ],
)
def test_what_has_two_readings_is_left_open(text: str, field: str) -> None:
    assert field not in read_sentence(text, TODAY)


@given(
    st.text() | st.from_regex(r"[0-9., a-z€\n]{0,60}(by|within|offers|mm|kg|from)?", fullmatch=True)
)
def test_any_text_is_read_without_a_complaint(text: str) -> None:
    said = read_sentence(text, TODAY)
    assert said.get("quantity", 1) > 0
    assert said.get("subject", "x").strip()
