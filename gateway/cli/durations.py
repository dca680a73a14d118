"""Spans of time as they are typed: ``90s``, ``24h``, ``7d``."""

import typer

from gateway.core.span import find_seconds


def read_seconds(text: str, option: str, *, unit: str, most: int) -> int:
    """``unit`` is that of a number alone; raise BadParameter, which is wrong usage."""
    found = find_seconds(text, unit)
    if found is None:
        raise typer.BadParameter("must be a time such as 90m, 24h or 7d", param_hint=option)
    seconds = round(found)
    if seconds > most:
        raise typer.BadParameter(f"must be at most {most // 86_400} days", param_hint=option)
    return seconds
