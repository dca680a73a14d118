"""Every form in which a table is exported gives the same rows."""

import json
from pathlib import Path

import pytest

from gateway.cli.errors import Refused
from gateway.cli.flowwink.export import read_export
from tests.cli.flowwink.export import as_csv, row

ROWS = [row("Acme"), row("Globex", capabilities={"protocol": "native", "endpoint": "/x"})]
FORMS = {
    "a list": json.dumps(ROWS),
    "indented": json.dumps(ROWS, indent=2),
    "data": json.dumps({"data": ROWS, "error": None}),
    "peers": json.dumps({"peers": ROWS}),
    "the table's name": json.dumps({"a2a_peers": ROWS}),
    "a row a line": "\n".join(map(json.dumps, ROWS)) + "\n\n",
    "a byte order mark": "\ufeff" + json.dumps(ROWS),
    "CSV": as_csv(ROWS),
    "CSV with a byte order mark": "\ufeff" + as_csv(ROWS),
    "CSV with other line ends": as_csv(ROWS).replace("\r\n", "\n"),
}


def write(folder: Path, text: str) -> Path:
    file = folder / "export"
    file.write_bytes(text.encode())
    return file


@pytest.mark.parametrize("form", FORMS)
def test_a_form_gives_the_rows(tmp_path: Path, form: str) -> None:
    rows = read_export(write(tmp_path, FORMS[form]))

    assert [(row["name"], row["url"]) for row in rows] == [
        ("Acme", "https://acme.example"),
        ("Globex", "https://acme.example"),
    ]


def test_one_row_may_stand_alone(tmp_path: Path) -> None:
    assert read_export(write(tmp_path, json.dumps(ROWS[0]))) == ROWS[:1]


def test_a_table_without_rows_gives_none(tmp_path: Path) -> None:
    assert read_export(write(tmp_path, "[]")) == []
    assert read_export(write(tmp_path, as_csv([]))) == []


def test_what_is_no_row_keeps_its_place(tmp_path: Path) -> None:
    lines = [json.dumps(ROWS[0]), "{not json", json.dumps(ROWS[1])]

    assert read_export(write(tmp_path, "\n".join(lines))) == [ROWS[0], None, ROWS[1]]


def test_a_csv_row_with_too_many_cells_is_none(tmp_path: Path) -> None:
    text = "name,url\nAcme,https://acme.example\nGlobex, Inc,https://globex.example\n"

    assert read_export(write(tmp_path, text))[1] is None


def test_a_cell_may_be_as_long_as_a_card(tmp_path: Path) -> None:
    card = {"capabilities_raw": {"description": "x" * 200_000}}

    (found,) = read_export(write(tmp_path, as_csv([row(capabilities=card)])))

    assert json.loads(found["capabilities"]) == card


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "neither JSON nor CSV"),
        ("hello\n", "neither JSON nor CSV"),
        ("PK\x03\x04", "neither JSON nor CSV"),
        ("id;name\n1;Acme\n", "neither JSON nor CSV"),
        ("{broken", "neither JSON nor CSV"),
        ('name,url\n"Acme,https://acme.example\n', "is not CSV after line 1"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, text: str, words: str) -> None:
    file = write(tmp_path, text)

    with pytest.raises(Refused) as refused:
        read_export(file)

    assert str(file) in refused.value.detail
    assert words in refused.value.detail


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "utf-16").write_bytes("name".encode("utf-16"))
    for name, words in (("gone", "cannot be read"), ("utf-16", "is not UTF-8")):
        with pytest.raises(Refused, match=f"{name} {words}"):
            read_export(tmp_path / name)
