"""A group of commands, built from its registry, in which a refusal is one line and exit code 1."""

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import typer
from typer.core import TyperGroup

from gateway.cli.output import write_error
from gateway.core.errors import GatewayError

Command: TypeAlias = Callable[..., None] | typer.Typer


class _Group(TyperGroup):
    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except GatewayError as error:
            write_error(error.message)
            raise typer.Exit(1) from None


def group(text: str, commands: Iterable[tuple[str, Command]]) -> typer.Typer:
    """The commands under their names; ``text`` is what ``--help`` says of the whole."""
    app = typer.Typer(
        cls=_Group,
        help=text,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for name, command in commands:
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    return app
