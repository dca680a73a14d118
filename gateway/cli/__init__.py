"""The command line; a new command is one file and one line here.

A line names where its command is defined, so that a gateway which serves holds no other command.
"""

from typing import Annotated, Final

import typer

from gateway.cli.group import late_group

COMMANDS: Final[tuple[tuple[str, str], ...]] = (
    ("quickstart", "gateway.cli.quickstart:quickstart"),
    ("init", "gateway.cli.init:init"),
    ("serve", "gateway.cli.serve:serve"),
    ("peers", "gateway.cli.peers:peers"),
    ("invite", "gateway.cli.invite:invite"),
    ("invites", "gateway.cli.invites:invites"),
    ("accept", "gateway.cli.accept:accept"),
    ("import-flowwink", "gateway.cli.flowwink.command:import_flowwink"),
    ("skills", "gateway.cli.skills:skills"),
    ("routes", "gateway.cli.routes:routes"),
    ("automations", "gateway.cli.automations:automations"),
    ("activity", "gateway.cli.activity:activity"),
    ("tasks", "gateway.cli.tasks:tasks"),
    ("contexts", "gateway.cli.contexts:contexts"),
    ("send", "gateway.cli.send:send"),
    ("ask", "gateway.cli.ask:ask"),
    ("deal", "gateway.cli.deal:deal"),
    ("discover", "gateway.cli.discover:discover"),
    ("outbox", "gateway.cli.outbox:outbox"),
    ("people", "gateway.cli.people:people"),
    ("approvals", "gateway.cli.approvals:approvals"),
    ("notices", "gateway.cli.notices:notices"),
    ("signals", "gateway.cli.signals:signals"),
    ("keys", "gateway.cli.keys:keys"),
    ("check", "gateway.cli.check:check"),
)

app = late_group("Peergate: the door between companies' agents.", COMMANDS)


def _tell_version(is_asked: bool) -> None:
    if is_asked:
        # A command that is not asked for it need not wait for this.
        from importlib import metadata  # noqa: PLC0415

        typer.echo(f"peergate {metadata.version('peergate')}")
        raise typer.Exit


@app.callback()
def _peergate(
    is_asked: Annotated[
        bool,
        typer.Option(
            "--version", callback=_tell_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    pass


def main() -> None:
    app(prog_name="peergate")
