"""The cells of a row of Flowwink's, read leniently: absent, null and empty are the same.

No reason repeats a value: it may be a token in the wrong column.
"""

import json
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from gateway.cli.errors import Refused
from gateway.cli.output import printable
from gateway.cli.peers.secret_file import check_secret

Values: TypeAlias = Mapping[str, Any]

_SHOWN: Final = 100


def text(values: Values, key: str) -> str:
    """A cell's text without the space around it; raise Refused for what is no text."""
    value = values.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refused(f"{key}: must be text")
    return value.strip()


def token(values: Values, key: str) -> str:
    """A cell's text that can stand in a header; raise Refused."""
    value = text(values, key)
    if value:
        check_secret(value, f"{key}:")
    return value


def json_object(values: Values, key: str) -> Values:
    """A cell's object; in CSV, and in some exports as JSON, it is JSON text. Raise Refused."""
    value = values.get(key)
    if isinstance(value, str) and value.strip():
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise Refused(f"{key}: is not JSON") from None
    if not value:
        return {}
    if not isinstance(value, dict):
        raise Refused(f"{key}: must be an object")
    return value


def shown(value: str) -> str:
    """Foreign text as it may be shown to the operator and stand in a comment."""
    return printable(value)[:_SHOWN]
