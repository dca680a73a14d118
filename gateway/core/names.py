"""Names in a message: as many as a person reads."""

from collections.abc import Iterable
from typing import Final

_MOST: Final = 20


def say_names(names: Iterable[str], none: str = "none") -> str:
    """``a, b``, and from so many on ``… and 3 more``; ``none`` where there is no name."""
    known = list(names)
    more = f" and {len(known) - _MOST} more" if len(known) > _MOST else ""
    return ", ".join(known[:_MOST]) + more if known else none
