"""What ``--help`` says of a command, and what is said of one that there is not."""

import pytest
import typer
from typer.testing import CliRunner

from gateway import cli
from gateway.cli import approvals, deal, peers
from gateway.cli.group import group

LATE = {
    "peergate": cli.app,
    "approvals": approvals.approvals,
    "deal": deal.deal,
    "peers": peers.peers,
}


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


@pytest.mark.parametrize("name", LATE)
def test_a_group_says_of_its_commands_what_they_say_of_themselves(name: str) -> None:
    app = typer.main.get_group(LATE[name])
    context = app.make_context(name, [], resilient_parsing=True)
    for command in app.list_commands(context):
        listed = app.get_command(context, command)
        _, loaded, _ = app.resolve_command(context, [command])
        assert listed is not None
        assert loaded is not None
        assert (listed.name, listed.help) == (loaded.name, loaded.help)
        assert listed.help


def test_a_command_is_suggested_for_one_that_there_is_not() -> None:
    refused = CliRunner().invoke(cli.app, ["peer"])
    assert refused.exit_code == 2
    assert "Did you mean 'peers'" in refused.stderr
