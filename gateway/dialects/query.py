"""Parameters in a query: texts that stand for numbers and booleans (A2A 1.0.1, section 11.5).

A number is read from its text wherever it is written so. What is not the text of a boolean is
handed on as it is, for the operation's own reader to refuse.
"""

from collections.abc import Mapping
from typing import Final

from gateway.core.json import Json, JsonObject

_FLAGS: Final = frozenset({"includeArtifacts", "include_artifacts"})
_BOOLEANS: Final[Mapping[str, bool]] = {"true": True, "false": False}


def read_query(query: Mapping[str, str]) -> dict[str, Json]:
    return {name: _read(name, text) for name, text in query.items()}


def write_query(params: JsonObject) -> dict[str, str]:
    return {name: _write(value) for name, value in params.items()}


def _read(name: str, text: str) -> Json:
    return _BOOLEANS.get(text, text) if name in _FLAGS else text


def _write(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
