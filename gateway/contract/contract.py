"""A contract: read once, when it is asked for, and held against every answer.

Which of the two spellings it is in is told by what shorthand cannot say, for a shorthand object may
have fields of any name.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec import Struct

from gateway.contract.check import Problems, find_problems
from gateway.contract.fit import fit
from gateway.contract.refuse import MAX_BYTES, not_promised
from gateway.contract.schema import TYPES, read_schema
from gateway.contract.shorthand import read_shorthand
from gateway.core.json import Json, JsonObject, encode

_NO_WORDS: Final = ("object", "array")


class Contract(Struct, frozen=True):
    """``asked`` is the shape as the caller wrote it, ``schema`` the same as JSON Schema, without
    references and without the caller's words.
    """

    asked: Json
    schema: JsonObject

    def find_problems(self, value: Json) -> Problems:
        """What is wrong with the value; none when it fits."""
        return find_problems(value, self.schema)

    def fit(self, value: Json) -> Json:
        """The value without what was not asked for, wherever objects are closed."""
        return fit(value, self.schema)


def read_contract(asked: Json) -> Contract:
    """Raise ContractNotSupported, naming what cannot be promised."""
    if len(encode(asked)) > MAX_BYTES:
        raise not_promised("", f"more than {MAX_BYTES} bytes")
    if is_schema(asked):
        return Contract(asked, read_schema(asked))
    return Contract(asked, read_shorthand(asked))


def is_schema(asked: Json) -> bool:
    """Whether it is JSON Schema, as far as its looks tell; else it is shorthand, or neither."""
    if not isinstance(asked, dict):
        return False
    return not asked or any(
        tells(asked[keyword]) for keyword, tells in _TELLTALES.items() if keyword in asked
    )


def _names_types(said: Any) -> bool:
    """Shorthand has no objects and arrays by name; a field may well be called type, and be a
    string or a list of such.
    """
    if not isinstance(said, list):
        return said in _NO_WORDS
    is_list_of_one = len(said) == 1 and said[0] not in _NO_WORDS
    return not is_list_of_one and all(isinstance(name, str) and name in TYPES for name in said)


def _is_no_shorthand(said: Any) -> bool:
    return not isinstance(said, str | dict) and not (isinstance(said, list) and len(said) == 1)


_TELLTALES: Final[Mapping[str, Callable[[Any], bool]]] = {
    "type": _names_types,
    "properties": lambda said: (
        isinstance(said, dict) and all(isinstance(inner, dict) for inner in said.values())
    ),
    "$schema": lambda said: isinstance(said, str),
    "$ref": lambda said: isinstance(said, str),
    "$defs": lambda said: isinstance(said, dict),
    "anyOf": lambda said: isinstance(said, list),
    "oneOf": lambda said: isinstance(said, list),
    "allOf": lambda said: isinstance(said, list),
    "additionalProperties": lambda said: isinstance(said, bool),
    **dict.fromkeys(
        ("enum", "const", "required", "minimum", "maximum", "minLength", "maxLength", "pattern"),
        _is_no_shorthand,
    ),
}
