"""What others wrote stays within the lines that it is written on."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from gateway.cli.output import pretty, write_json, write_json_line, write_text

BREAKS = ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1e", "\r"]


@pytest.mark.parametrize("mark", BREAKS, ids=[f"{ord(mark):04x}" for mark in BREAKS])
def test_only_a_newline_begins_a_line(mark: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_text(f"one{mark}two\nthree\r\nfour\n", indent="  ")
    first, *others = capsys.readouterr().out.splitlines()
    assert (first[:5], first[-3:], others) == ("  one", "two", ["  three", "  four"])


def test_no_value_looks_like_another_member(capsys: pytest.CaptureFixture[str]) -> None:
    given = {"sku": 'x",\u2028  "qty": 1', "qty": 9000}
    write_text(pretty(given))
    assert len(capsys.readouterr().out.splitlines()) == 4


@pytest.mark.parametrize("write", [write_json, write_json_line])
def test_json_drives_no_terminal_and_says_the_same(
    write: Callable[[Any], None], capsys: pytest.CaptureFixture[str]
) -> None:
    given = {"said": ["\x1b[2J \x9b2J \u202edlog\u2066 \u200b \U000e0001", "zwölf → 4 €"]}

    write(given)

    told = capsys.readouterr().out
    assert told.replace("\n", "").isprintable()
    assert "zwölf → 4 €" in told
    assert json.loads(told) == given
