"""Spans of time as people write them: ``90s``, ``24h``, ``7d``."""

import re
from typing import Final

_SPAN: Final = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) ?([smhdw]?)")
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400}


def find_seconds(text: str, unit: str = "s") -> float | None:
    """None for what is no span; ``unit`` is that of a number alone."""
    match = _SPAN.fullmatch(text.strip())
    return None if match is None else float(match[1]) * _SECONDS[match[2] or unit]
