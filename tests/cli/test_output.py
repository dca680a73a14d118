"""What others wrote stays within the lines that it is written on."""

import pytest

from gateway.cli.output import pretty, write_text

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
