"""Who decides, as a command is told: by a person's token, which no other user of the machine sees.

A token never stands on the command line itself, where ``ps`` and the shell's history would show it.
"""

import os
import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from gateway.cli.errors import Refused
from gateway.cli.operator import Operator
from gateway.cli.peers.secret_file import check_secret, read_secret
from gateway.config import resolve_secret
from gateway.config.fields import SECRET_REF

_STDIN: Final = "-"

AsOption = Annotated[
    str, typer.Option("--as", metavar="NAME", help="Who decides: one of `peergate people list`.")
]
TokenOption = Annotated[
    str,
    typer.Option(
        "--token",
        metavar="env:NAME|file:PATH|-",
        help="Their token; - for standard input.",
    ),
]


def read_person_token(name: str, token: str) -> str:
    """The token itself, "" where nobody is named: then it is the user of this machine.

    Raise BadParameter for what is none of the forms, ConfigError or Refused for one that cannot be
    read. Who is named and gives no token is asked for it where there is a terminal.
    """
    if token == _STDIN:
        return read_secret()
    if token:
        if not SECRET_REF.fullmatch(token):
            raise typer.BadParameter(
                "must be env:NAME, file:PATH or -, never the token itself", param_hint="--token"
            )
        return resolve_secret(token, os.environ, Path())
    if not name:
        return ""
    if not sys.stdin.isatty():
        raise typer.BadParameter(f"--as {name} needs their --token", param_hint="--as")
    asked: str = typer.prompt(f"The token of {name}", hide_input=True, err=True)
    check_secret(asked, "what was typed")
    return asked


async def check_person(gateway: Operator, name: str) -> None:
    """Raise Refused when the token is not that person's; "" is whoever it is."""
    if not name:
        return
    you = (await gateway.get("people"))["you"]["name"]
    if you != name:
        raise Refused(f"the token is {you}'s and not {name}'s; nothing was decided")
