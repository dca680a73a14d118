"""Tables fit the terminal that they are read on."""

import pytest

from gateway.cli.table import write_table


def test_a_wide_terminal_shows_an_id_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "110")
    given = "01a1fe8993006693093e87bc62d75fd46abf349788d6"
    others = ("waiting for a yes", "globex-hamburg", "quote_request", "84 016.8 SEK", "word " * 20)
    write_table(("APPROVAL", *"BCDEF"), [(given, *others)])
    assert given in capsys.readouterr().out
