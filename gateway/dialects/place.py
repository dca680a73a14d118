"""Where an operation is on HTTP+JSON: an HTTP method and a path that holds parameters."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final
from urllib.parse import quote, unquote

from msgspec import Struct

from gateway.core.errors import UnsupportedOperation
from gateway.core.json import Json
from gateway.dialects.lenient.fields import wrong

_MEMBER: Final = re.compile(r"\{(\w+)\}")
# No path can hold these as a segment: they mean another place, or none.
_UNWRITABLE: Final = frozenset({"", ".", ".."})


class Place(Struct, frozen=True):
    """``operation`` is its name in A2A 1.0. ``path`` is below the interface's URL; a name in braces
    is a member of the operation's parameters: ``/tasks/{id}:cancel``.
    """

    operation: str
    method: str
    path: str


def match_path(template: str, path: str) -> Mapping[str, str] | None:
    """The members in the path, as they are written there; None for a path of another form.

    One segment more than the template has, in front, is a tenant, which nobody asks for.
    """
    found = _pattern(template).fullmatch(path)
    return None if found is None else found.groupdict()


def read_members(members: Mapping[str, str]) -> dict[str, Json]:
    """Raise InvalidParams for what is not the percent-encoding of any text."""
    read: dict[str, Json] = {}
    for name, text in members.items():
        try:
            read[name] = unquote(text, errors="strict")
            read[name].encode()
        except UnicodeError:
            raise wrong(name, "must be percent-encoded UTF-8") from None
        if "\0" in read[name]:
            raise wrong(name, "must not hold a NUL character")
    return read


def fill_path(template: str, params: dict[str, Any]) -> str:
    """The path, with its members taken out of ``params``."""

    def write(member: re.Match[str]) -> str:
        text = params.pop(member[1], "")
        if text in _UNWRITABLE:
            raise UnsupportedOperation(f"no path can name the {member[1]} {text!r}")
        return quote(text, safe="")

    return _MEMBER.sub(write, template)


@cache
def _pattern(template: str) -> re.Pattern[str]:
    # Split by its members, every second piece is the name of one.
    pieces = _MEMBER.split(template)
    for at, piece in enumerate(pieces):
        pieces[at] = f"(?P<{piece}>[^/]+)" if at % 2 else re.escape(piece)
    return re.compile("(?:/[^/]+)??" + "".join(pieces))
