"""The command line; a new command is one file and one line here."""

from typing import Final

from gateway.cli.accept import accept
from gateway.cli.activity import activity
from gateway.cli.check import check
from gateway.cli.contexts import contexts
from gateway.cli.discover import discover
from gateway.cli.flowwink import import_flowwink
from gateway.cli.group import Command, group
from gateway.cli.init import init
from gateway.cli.invite import invite
from gateway.cli.invites import invites
from gateway.cli.keys import keys
from gateway.cli.outbox import outbox
from gateway.cli.peers import peers
from gateway.cli.quickstart import quickstart
from gateway.cli.routes import routes
from gateway.cli.send import send
from gateway.cli.serve import serve
from gateway.cli.skills import skills
from gateway.cli.tasks import tasks

COMMANDS: Final[tuple[tuple[str, Command], ...]] = (
    ("quickstart", quickstart),
    ("init", init),
    ("serve", serve),
    ("peers", peers),
    ("invite", invite),
    ("invites", invites),
    ("accept", accept),
    ("import-flowwink", import_flowwink),
    ("skills", skills),
    ("routes", routes),
    ("activity", activity),
    ("tasks", tasks),
    ("contexts", contexts),
    ("send", send),
    ("discover", discover),
    ("outbox", outbox),
    ("keys", keys),
    ("check", check),
)

app = group("Peergate: the door between companies' agents.", COMMANDS)


def main() -> None:
    app(prog_name="peergate")
