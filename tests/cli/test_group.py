"""What ``--help`` says of a command."""

import pytest
from typer.testing import CliRunner

from gateway.cli.group import group


def greet() -> None:
    """Say hello.

    To whom, and in how many words, is a matter of taste, about which one had better not
    quarrel.
    """


def leave() -> None:
    """Say goodbye."""


def test_help_breaks_lines_where_the_terminal_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    app = group("Manners.", (("greet", greet), ("leave", leave)))
    lines = [
        line.strip() for line in CliRunner().invoke(app, ["greet", "--help"]).stdout.split("\n")
    ]
    said = lines[lines.index("Say hello.") :]
    assert said[1:5] == [
        "",
        "To whom, and in how many words, is a matter of taste,",
        "about which one had better not quarrel.",
        "",
    ]
