"""What others wrote stays within the lines that it is written on."""

import pytest

from gateway.cli.output import pretty, write_table, write_text

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


def test_a_wide_terminal_shows_an_id_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "110")
    given = "01a1fe8993006693093e87bc62d75fd46abf349788d6"
    others = ("waiting for a yes", "globex-hamburg", "quote_request", "84 016.8 SEK", "word " * 20)
    write_table(("APPROVAL", *"BCDEF"), [(given, *others)])
    assert given in capsys.readouterr().out
