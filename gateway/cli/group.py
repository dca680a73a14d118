"""A group of commands, built from its registry, in which a refusal is one line and exit code 1."""

from collections.abc import Callable, Iterable, Mapping
from pkgutil import resolve_name
from typing import Any, TypeAlias

import typer
from typer.core import TyperCommand, TyperGroup

from gateway.cli.help_text import flow, read_help
from gateway.cli.interrupt import ended_by_interrupt
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
    return _fill(_app(text, _Group), commands)


def late_group(text: str, places: Iterable[tuple[str, str]]) -> typer.Typer:
    """The same of commands that are imported when they are run, each "module:name"."""
    known = dict(places)

    class LateGroup(_Group):
        def list_commands(self, ctx: Any) -> list[str]:
            return list(known)

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            """What is listed of it; that which runs is resolved."""
            place = known.get(cmd_name)
            return place and TyperCommand(cmd_name, help=read_help(place))

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:
            name, *rest = args
            if name in known:
                return name, _load(name, known), rest
            # Among these one is sought that is like it, to suggest.
            self.commands = {other: self.get_command(ctx, other) for other in known}
            return super().resolve_command(ctx, args)

    app = _app(text, LateGroup)
    # Without a callback an app that has no command yet is none.
    app.callback()(lambda: None)
    return app


def _load(name: str, places: Mapping[str, str]) -> Any:
    with ended_by_interrupt():
        command = resolve_name(places[name])
    return typer.main.get_group(_fill(_app("", _Group), ((name, command),))).commands[name]


def _app(text: str, kind: type[TyperGroup]) -> typer.Typer:
    return typer.Typer(
        cls=kind,
        help=text,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )


def _fill(app: typer.Typer, commands: Iterable[tuple[str, Command]]) -> typer.Typer:
    for name, command in commands:
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name, help=flow(command.__doc__ or ""))(command)
    return app
