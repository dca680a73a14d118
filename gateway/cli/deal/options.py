"""What the commands about deals have in common."""

from typing import Annotated

import typer

DealName = Annotated[str, typer.Argument(metavar="DEAL", help="The deal's reference, or its id.")]
NoteOption = Annotated[
    str, typer.Option("--note", metavar="TEXT", help="For the record; no peer is told.")
]
MessageOption = Annotated[
    str, typer.Option("--message", metavar="TEXT", help="What to say besides.")
]
