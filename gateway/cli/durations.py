"""Spans of time as they are typed: ``90s``, ``24h``, ``7d``."""

import re
from typing import Final

import typer

_SPAN: Final = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)([smhdw]?)")
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400}


def read_seconds(text: str, option: str, *, unit: str, most: int) -> int:
    """``unit`` is that of a number alone; raise BadParameter, which is wrong usage."""
    match = _SPAN.fullmatch(text)
    if match is None:
        raise typer.BadParameter("must be a time such as 90m, 24h or 7d", param_hint=option)
    seconds = round(float(match[1]) * _SECONDS[match[2] or unit])
    if seconds > most:
        raise typer.BadParameter(f"must be at most {most // 86_400} days", param_hint=option)
    return seconds
