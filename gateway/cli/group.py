"""A group of commands, built from its registry, in which a refusal is one line and exit code 1."""

from collections.abc import Callable, Iterable, Mapping
from inspect import cleandoc
from pkgutil import resolve_name
from typing import Any, TypeAlias

import typer
from typer.core import TyperGroup

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
    """The same of commands that are imported when they are looked up, each "module:name"."""
    known = dict(places)

    class LateGroup(_Group):
        def list_commands(self, ctx: Any) -> list[str]:
            return list(known)

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            if cmd_name in known and cmd_name not in self.commands:
                self.commands = {**self.commands, cmd_name: _load(cmd_name, known)}
            return super().get_command(ctx, cmd_name)

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
            app.command(name, help=_flow(command.__doc__ or ""))(command)
    return app


def _flow(docstring: str) -> str:
    """Its paragraphs, a line each: how long lines are is for the terminal to say."""
    return "\n\n".join(" ".join(one.split()) for one in cleandoc(docstring).split("\n\n"))
