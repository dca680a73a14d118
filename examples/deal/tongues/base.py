"""What a language is to a scripted supplier: how a request is read, and an answer written."""

import json
from collections.abc import Callable
from typing import Any, TypeAlias

from msgspec import Struct, field

from examples.deal.script import Said


class Asked(Struct, frozen=True):
    """``message_id`` tells one message from another, ``body`` is all of it as text. ``call_id`` is
    the envelope's. ``push_url`` and ``push_token`` are where an answer may be told later.
    """

    message_id: str
    body: str
    call_id: Any = None
    push_url: str = ""
    push_token: str = ""


class Looked(Struct, frozen=True):
    """A look at a task."""

    task_id: str
    call_id: Any = None


Read: TypeAlias = Callable[[str, Any], Asked | Looked]
"""The path and the body, None for a GET."""
Write: TypeAlias = Callable[[Said, str, Any], tuple[int, Any]]
"""What is said, the task's id and the call's id; the HTTP status and the body."""


class Tongue(Struct, frozen=True):
    """``row`` are the keys that the buyer's row of such a peer needs; ``card`` makes the peer's
    card from its address and name, None where it has none."""

    read: Read
    write: Write
    row: dict[str, str] = field(default_factory=dict)
    card: Callable[[str, str], dict[str, Any]] | None = None


def as_text(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False)


def in_words(said: Said) -> str:
    """All of it as a text."""
    return said.text or as_text(said.data)
