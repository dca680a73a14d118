"""What is said of a skill in a file, in the config and on the wire alike."""

import re
from typing import Final, Literal, TypeAlias

from msgspec import Struct

Scope: TypeAlias = Literal["internal", "external", "both"]
Trust: TypeAlias = Literal["auto", "notify", "approve"]
Effect: TypeAlias = Literal["at_least_once", "at_most_once"]

SKILL_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

_HANDLER: Final = re.compile(r"(a2a|responses):([a-z0-9][a-z0-9._-]{0,63})(?:/([!-~]{1,128}))?")


class Handler(Struct, frozen=True):
    """The peer that carries a skill out. ``kind`` is ``a2a`` for the way that its row or its card
    says, or ``responses``; ``skill`` is what the peer calls it, "" for the same name as here.
    """

    kind: str
    peer: str
    skill: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.peer}" + (f"/{self.skill}" if self.skill else "")


def read_handler(text: str) -> Handler:
    """Raise ValueError for what is no handler."""
    match = _HANDLER.fullmatch(text)
    if match is None:
        raise ValueError("must be a2a:PEER, a2a:PEER/SKILL or responses:PEER")
    return Handler(match[1], match[2], match[3] or "")
