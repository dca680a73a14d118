"""How one card differs from another, field by field, as an operator reads it."""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Final

from msgspec import Struct

from gateway.core.json import decode, encode

MAX_CHANGES: Final = 100
"""So many fields are told of; a card that changes more is another one altogether."""

_MAX_TEXT: Final = 400
_CONTEXT: Final = 40


class Change(Struct, frozen=True):
    """``old`` and ``new`` are as much of the two texts as shows the difference, "" for none.

    ``is_grave`` marks what only the operator can say yes to.
    """

    field: str
    old: str
    new: str
    is_grave: bool = False


def compare(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, Change]:
    """The fields that differ, by name."""
    return {
        field: Change(field, *_shown(old.get(field, ""), new.get(field, "")))
        for field in sorted({*old, *new})
        if old.get(field, "") != new.get(field, "")
    }


def write_changes(changes: Sequence[Change]) -> str:
    """As JSON text."""
    return encode(
        [
            {
                "field": change.field,
                "old": change.old,
                "new": change.new,
                "grave": change.is_grave,
            }
            for change in changes[:MAX_CHANGES]
        ]
    ).decode()


def read_changes(text: str) -> list[dict[str, object]]:
    """What ``write_changes`` wrote."""
    read: list[dict[str, object]] = decode(text.encode())
    return read


def _shown(old: str, new: str) -> tuple[str, str]:
    """Long texts from where they begin to differ."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
    start = sum(1 for _ in same) - _CONTEXT
    if start > 0 and max(len(old), len(new)) > _MAX_TEXT:
        old, new = (f"…{text[start:]}" if text else "" for text in (old, new))
    return _cut(old), _cut(new)


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}…"
