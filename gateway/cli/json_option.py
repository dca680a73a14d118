"""Options that are JSON."""

from typing import Any

import typer

from gateway.core.errors import ParseError
from gateway.core.json import Json, decode


def read_json(text: str, option: str) -> Json:
    """Raise BadParameter, which is wrong usage, for what is no JSON."""
    try:
        return decode(text.encode(errors="surrogateescape"))
    except ParseError as error:
        raise typer.BadParameter(f"is not JSON: {error.detail}", param_hint=option) from None


def read_json_object(text: str, option: str) -> dict[str, Any]:
    """As ``read_json``, of an object alone."""
    value = read_json(text, option)
    if not isinstance(value, dict):
        raise typer.BadParameter('must be an object such as {"qty": 5}', param_hint=option)
    return value
