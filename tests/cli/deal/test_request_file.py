"""A request file says what is asked, or is refused with each field that is wrong."""

import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from gateway.cli.deal.request_file import STDIN, read_request_file
from gateway.cli.errors import Refused

TOML = """
type = "procurement"
subject = "DIN rail terminal blocks"
quantity = 4000
currency = "SEK"
needed_by = 2027-04-28
deadline = 2027-04-20T12:00:00Z

[spec]
colour = "grey"

[responseSchema]
total_price = "number"
delivery_date = "string"

[audience]
tags = ["electrical"]

[[award.weights]]
field = "total_price"
weight = 0.6
"""
JSON = {
    "type": "procurement",
    "subject": "DIN rail terminal blocks",
    "quantity": 4000,
    "currency": "SEK",
    "needed_by": "2027-04-28",
    "deadline": "2027-04-20T12:00:00Z",
    "spec": {"colour": "grey"},
    "responseSchema": {"total_price": "number", "delivery_date": "string"},
    "audience": {"tags": ["electrical"]},
    "award": {"weights": [{"field": "total_price", "weight": 0.6}]},
}


@pytest.mark.parametrize("name", ["request.toml", "request"])
def test_toml_is_read(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text(TOML)

    request = read_request_file(file)

    assert request.quantity == Decimal(4000)
    assert request.needed_by == date(2027, 4, 28)
    assert request.audience.tags == ("electrical",)
    assert request.response_schema == {"total_price": "number", "delivery_date": "string"}


@pytest.mark.parametrize("name", ["request.json", "request"])
def test_json_says_the_same_as_toml(tmp_path: Path, name: str) -> None:
    (tmp_path / "request.toml").write_text(TOML)
    (tmp_path / name).write_text(json.dumps(JSON))

    assert read_request_file(tmp_path / name) == read_request_file(tmp_path / "request.toml")


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    given = SimpleNamespace(buffer=io.BytesIO(TOML.encode()))
    monkeypatch.setattr("sys.stdin", given)

    assert read_request_file(STDIN).subject == "DIN rail terminal blocks"


def test_each_wrong_field_is_named(tmp_path: Path) -> None:
    file = tmp_path / "request.toml"
    file.write_text(
        TOML.replace('"SEK"', '"kronor"').replace('subject = "', 'subjekt = "').replace("0.6", "-1")
    )

    with pytest.raises(Refused) as refused:
        read_request_file(file)

    first, *wrong = refused.value.detail.splitlines()
    assert str(file) in first
    assert [line.split(":")[0].strip() for line in wrong] == [
        "subject",
        "currency",
        "award.weights.0.weight",
        "subjekt",
    ]


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("request.toml", "type = ", "is not TOML"),
        ("request.json", "{", "is not JSON"),
        ("request", '{"type": 1,}', "is not JSON"),
        ("request.toml", b"type = \xff", "is not UTF-8"),
        ("absent.toml", None, "there is no file"),
    ],
    ids=["toml", "json", "guessed", "utf-8", "absent"],
)
def test_what_cannot_be_read_is_refused(
    tmp_path: Path, name: str, text: str | bytes | None, why: str
) -> None:
    if text is not None:
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    with pytest.raises(Refused, match=why):
        read_request_file(tmp_path / name)
