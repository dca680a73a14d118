"""Contracts in shorthand: ``{"pages": "number", "issues": "string[]", "state": "new | done?"}``.

Objects are closed, and their fields required unless marked ``?``. A list of one is a list of such;
words with ``|`` between them are the values to choose from, or types if they are words for types.
"""

from collections.abc import Mapping
from re import compile as pattern
from typing import Any, Final

from gateway.contract.refuse import Budget, join, not_promised, show
from gateway.core.json import Json, JsonObject

_LIST: Final = "[]"
_OPTIONAL: Final = "?"
WORDS: Final[Mapping[str, JsonObject]] = {
    **{name: {"type": name} for name in ("string", "number", "integer", "boolean", "null")},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
}
_TYPE: Final = pattern(rf"(?:{'|'.join(WORDS)})(?:\s*\[\])*")


def read_shorthand(value: Json) -> dict[str, Any]:
    """The JSON Schema that it stands for; raise ContractNotSupported."""
    return _read(value, "", Budget(), 0)


def _read(value: Json, path: str, budget: Budget, depth: int) -> dict[str, Any]:
    budget.spend(path, depth=depth)
    match value:
        case str():
            return _read_words(_split(value)[0], path, budget, depth)
        case [item]:
            return {"type": "array", "items": _read(item, f"{path}[]", budget, depth + 1)}
        case dict():
            return {
                "type": "object",
                "properties": {
                    name: _read(field, join(path, name), budget, depth + 1)
                    for name, field in value.items()
                },
                "required": [name for name, field in value.items() if not _is_optional(field)],
                "additionalProperties": False,
            }
        case _:
            raise not_promised(path, "neither a type, an object nor a list of one")


def _split(text: str) -> tuple[str, bool]:
    """The words, and whether they are optional."""
    text = text.strip()
    return text.removesuffix(_OPTIONAL).strip(), text.endswith(_OPTIONAL)


def _is_optional(field: Json) -> bool:
    return isinstance(field, str) and _split(field)[1]


def _read_words(text: str, path: str, budget: Budget, depth: int) -> dict[str, Any]:
    choices = [choice.strip() for choice in text.split("|")]
    budget.spend(path, len(choices) - 1)
    if len(choices) == 1:
        return _read_word(text, path, budget, depth)
    types = [_is_type(choice) for choice in choices]
    if not any(types) and all(choices):
        return {"type": "string", "enum": choices}
    if not all(types):
        raise not_promised(path, f"{show(text)}, which mixes types and values,")
    return {"anyOf": [_read_word(choice, path, budget, depth + 1) for choice in choices]}


def _read_word(word: str, path: str, budget: Budget, depth: int) -> dict[str, Any]:
    if word.endswith(_LIST):
        budget.spend(path, depth=depth + 1)
        item = word.removesuffix(_LIST).strip()
        return {"type": "array", "items": _read_word(item, f"{path}[]", budget, depth + 1)}
    if word not in WORDS:
        raise not_promised(path, f"{show(word)}, which is no type,")
    return dict(WORDS[word])


def _is_type(word: str) -> bool:
    return _TYPE.fullmatch(word) is not None
