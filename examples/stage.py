"""What an example shows of itself while it runs: its steps, and the commands that it types."""

import shlex
from typing import Final

from rich.console import Console

screen: Final = Console(width=100, highlight=False)


def step(number: str, title: str) -> None:
    screen.print(f"\n[bold]{number}. {title}[/bold]")


def tell(text: str) -> None:
    screen.print(text, markup=False)


def show_command(who: str, *arguments: str) -> None:
    screen.print(f"{who}$ peergate {shlex.join(arguments)}", style="dim", markup=False)
