"""What a sentence makes is what the files of examples/deals ask for, which suppliers answer."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from gateway.deals.form import FORMS, Form, find_form
from gateway.deals.request import read_request
from gateway.deals.sound import check_award

EXAMPLES = Path(__file__).parents[2] / "examples" / "deals"
FILES = {
    file["type"]: file
    for path in sorted(EXAMPLES.glob("*.toml"))
    for file in [tomllib.loads(path.read_text(encoding="utf-8"))]
}


def test_each_example_has_its_form() -> None:
    assert set(FILES) == {form.type for form in FORMS}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.type)
def test_a_form_asks_for_what_its_example_does(form: Form) -> None:
    file, currency = FILES[form.type], FILES[form.type]["currency"]
    asked, award = form.write_shape(currency), form.write_award(currency, 3, None)
    assert asked.keys() <= file["response_schema"].keys()
    assert form.skill == file.get("skill", "quote_request")
    assert award["price_field"] == file["award"]["price_field"]
    assert award["delivery_field"] == file["award"].get("delivery_field", "delivery_date")
    assert {weight["field"]: weight["better"] for weight in award["weights"]} == {
        weight["field"]: weight["better"] for weight in file["award"]["weights"]
    }


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.type)
@pytest.mark.parametrize("currency", ["EUR", ""])
def test_the_rule_of_a_form_goes_by_what_it_asks_for(form: Form, currency: str) -> None:
    wire: dict[str, Any] = {
        "type": form.type,
        "subject": "lamps",
        "currency": currency,
        "response_schema": form.write_shape(currency),
        "audience": {"all": True},
        "award": form.write_award(currency, 3, 900),
    }
    check_award(read_request(wire))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.type)
def test_a_form_is_found_by_its_type(form: Form) -> None:
    assert find_form(form.type) is form
