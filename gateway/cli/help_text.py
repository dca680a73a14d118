"""What ``--help`` says of a command, read from its source: to list them all, none is imported."""

import ast
from collections.abc import Iterator
from importlib.util import find_spec
from inspect import cleandoc
from pathlib import Path


def flow(docstring: str) -> str:
    """Its paragraphs, a line each: how long lines are is for the terminal to say."""
    return "\n\n".join(" ".join(one.split()) for one in cleandoc(docstring).split("\n\n"))


def read_help(place: str) -> str:
    """Of "module:name": a function's docstring, or the text that a group is made with.

    Raise LookupError where the source has neither under that name.
    """
    module, _, name = place.partition(":")
    for found, text in _texts(module):
        if found == name:
            return flow(text)
    raise LookupError(place)


def _texts(module: str) -> Iterator[tuple[str, str]]:
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise LookupError(module)
    for statement in ast.parse(Path(spec.origin).read_bytes()).body:
        match statement:
            case ast.FunctionDef(name=name):
                yield name, ast.get_docstring(statement) or ""
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(args=[ast.Constant(value=str(text)), *_]),
            ):
                yield name, text
