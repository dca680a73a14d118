"""Our token taken out of what a peer sends back (SECURITY: A6).

Apart because it is looked for in what was parsed, not in the bytes: JSON can spell a token in more
than one way, and some libraries write each slash with a backslash.
"""

from collections.abc import Mapping
from typing import Final

from gateway.core.json import Json, encode

REDACTED: Final = "[redacted]"


def redacted(value: Json, token: str) -> Json:
    """The value with the token replaced wherever a text or a name holds it; "" is in none."""
    if not token or encode(token)[1:-1] not in encode(value):
        return value
    return _walk(value, token)


def redacted_headers(headers: Mapping[str, str], token: str) -> Mapping[str, str]:
    if not token or not any(token in value for value in headers.values()):
        return headers
    return {name: text.replace(token, REDACTED) for name, text in headers.items()}


def _walk(value: Json, token: str) -> Json:
    match value:
        case str():
            return value.replace(token, REDACTED)
        case list():
            return [_walk(item, token) for item in value]
        case dict():
            return {
                name.replace(token, REDACTED): _walk(item, token) for name, item in value.items()
            }
        case _:
            return value
