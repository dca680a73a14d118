"""How commands speak: data on standard output; with ``--json``, JSON and nothing else.

What a config holds is never passed on as it is: control characters would drive the terminal.
"""

import json
import sys
from typing import Any

import orjson
import typer


def pretty(data: Any) -> str:
    """JSON, indented."""
    return _escaped(orjson.dumps(data, option=orjson.OPT_INDENT_2).decode())


def write_json(data: Any) -> None:
    """One JSON document, indented."""
    typer.echo(pretty(data))


def write_json_line(data: Any) -> None:
    """One JSON document on one line, at once."""
    typer.echo(_escaped(orjson.dumps(data).decode()))
    sys.stdout.flush()


def write_lines(*lines: str) -> None:
    for line in lines:
        typer.echo(printable(line))


def write_text(text: str, indent: str = "") -> None:
    """A text of several lines. No other mark than a newline begins one: in JSON a value may hold
    such marks, and must not look like another member.
    """
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n") if text else []
    write_lines(*(f"{indent}{line}" for line in lines))


def write_error(message: str) -> None:
    """A refusal, on standard error."""
    for line in message.splitlines():
        typer.echo(printable(line), err=True)


def printable(text: str) -> str:
    """The text with what would drive a terminal, or break a line, written as an escape."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _escaped(text: str) -> str:
    """JSON of the same value: it escapes what is below a space, but not all that drives a terminal,
    turns the direction of a line, or is not seen.
    """
    if text.replace("\n", "").isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)
