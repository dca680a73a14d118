"""Parameters in a query: texts that stand for numbers and booleans (A2A 1.0.1, section 11.5).

What is not the text of its type is handed on as it is, for the operation's own reader to refuse.
"""

import re
from collections.abc import Mapping
from typing import Final

from gateway.core.json import Json, JsonObject

_COUNTS: Final = frozenset({"historyLength", "history_length", "pageSize", "page_size"})
_FLAGS: Final = frozenset({"includeArtifacts", "include_artifacts"})
_INTEGER: Final = re.compile(r"-?[0-9]{1,18}")
_BOOLEANS: Final[Mapping[str, bool]] = {"true": True, "false": False}


def read_query(query: Mapping[str, str]) -> dict[str, Json]:
    return {name: _read(name, text) for name, text in query.items()}


def write_query(params: JsonObject) -> dict[str, str]:
    return {name: _write(value) for name, value in params.items()}


def _read(name: str, text: str) -> Json:
    if name in _COUNTS and _INTEGER.fullmatch(text):
        return int(text)
    return _BOOLEANS.get(text, text) if name in _FLAGS else text


def _write(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
