"""A request as other systems post it: the seed's body, other names, and what has none here."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gateway.config.audience import Audience
from gateway.core.errors import InvalidParams
from gateway.deals.posted import is_request, read_posted

SCHEMA = {
    "unit_price_sek": "number",
    "total_price_sek": "number",
    "delivery_date": "string",
    "moq": "number",
    "validity_days": "number",
    "status": "quoted | declined | pending_review",
}
POSTED: dict[str, Any] = {
    "type": "procurement_request",
    "ref": "PR-2027-0847",
    "product": "DIN rail terminal block",
    "spec": {"size": "2.5mm²", "color": "grey", "standard": "IEC 60947-7-1"},
    "quantity": 4000,
    "currency": "SEK",
    "delivery_required_by": "2027-04-28",
    "responseSchema": SCHEMA,
}
SUPPLIERS = Audience(tags=("supplier",))


def test_the_body_of_the_story_is_a_request() -> None:
    assert is_request(POSTED)
    request = read_posted(POSTED, SUPPLIERS)
    assert (request.type, request.ref) == ("procurement_request", "PR-2027-0847")
    assert request.subject == "DIN rail terminal block"
    assert (request.quantity, request.currency) == (Decimal(4000), "SEK")
    assert request.needed_by == date(2027, 4, 28)
    assert request.spec == POSTED["spec"]
    assert request.response_schema == SCHEMA
    assert request.audience == SUPPLIERS


@pytest.mark.parametrize(
    ("wire", "is_one"),
    [
        ({"type": "rfq", "response_schema": {}}, True),
        ({"type": "rfq"}, False),
        ({"responseSchema": SCHEMA}, False),
        ({"type": None, "responseSchema": SCHEMA}, False),
        ({"url": "https://a.example"}, False),
    ],
    ids=["both", "type alone", "schema alone", "null", "a signal"],
)
def test_a_request_says_of_what_type_and_with_which_fields(
    wire: dict[str, Any], is_one: bool
) -> None:
    assert is_request(wire) is is_one


@pytest.mark.parametrize("name", ["needed_by", "neededBy", "required_by"])
def test_a_field_may_have_its_other_names(name: str) -> None:
    wire = {key: value for key, value in POSTED.items() if key != "delivery_required_by"}
    assert read_posted({**wire, name: "2027-05-01"}, SUPPLIERS).needed_by == date(2027, 5, 1)


def test_what_has_no_field_here_is_part_of_what_is_asked_for() -> None:
    request = read_posted(
        {**POSTED, "title": "Blocks", "incoterms": "DAP", "colour": None}, SUPPLIERS
    )
    assert request.subject == "DIN rail terminal block"
    assert request.spec == {**POSTED["spec"], "title": "Blocks", "incoterms": "DAP"}


def test_what_is_for_our_own_house_is_not_told_to_peers() -> None:
    ours = {"note": "our limit is 17 000", "url": "https://erp.example/7", "urgency": "high"}
    request = read_posted({**POSTED, **ours}, SUPPLIERS)
    assert "17 000" not in str(request.write())
    assert "erp.example" not in str(request.write())


def test_a_spec_in_words_and_a_currency_in_small_letters_are_taken() -> None:
    request = read_posted({**POSTED, "spec": "grey, 2.5 mm²", "currency": "sek"}, SUPPLIERS)
    assert request.spec == {"description": "grey, 2.5 mm²"}
    assert request.currency == "SEK"


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("all", Audience(all=True)),
        (["globex"], Audience(peers=("globex",))),
        ({"skills": ["quote_request"]}, Audience(skills=("quote_request",))),
    ],
    ids=["all", "names", "table"],
)
def test_whom_the_body_names_is_asked(said: Any, asked: Audience) -> None:
    assert read_posted({**POSTED, "audience": said}, SUPPLIERS).audience == asked


def test_nobody_is_asked_by_chance() -> None:
    with pytest.raises(InvalidParams, match="asks nobody") as refused:
        read_posted(POSTED, None)
    (violation,) = refused.value.violations
    assert violation.field == "audience"
    assert "[signals.audience]" in violation.description


def test_each_field_that_is_wrong_is_named() -> None:
    with pytest.raises(InvalidParams) as refused:
        read_posted({**POSTED, "quantity": -1, "ref": "a b", "spec": 7}, SUPPLIERS)
    assert {violation.field for violation in refused.value.violations} == {
        "quantity",
        "ref",
        "spec",
    }
