"""A model's text as the structure that was asked for, or the reason why there is none."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from gateway.chat.structure import Structure
from gateway.core.errors import ParseError
from gateway.core.json import Json, decode

_FENCE: Final = "```"


@dataclass(frozen=True, slots=True)
class Declined:
    """``mismatches`` say where the answer does not fit; none where it was no answer."""

    reason: str
    mismatches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Met:
    value: Json


def read_answer(text: str, structure: Structure) -> Met | Declined:
    """Met only when the whole structure is; a model's own refusal is told apart from a failure."""
    try:
        value = read_json(text)
    except ParseError:
        return Declined("the answer is not in the structure that was asked for")
    mismatches = structure.find_mismatches(value)
    if not mismatches:
        return Met(value)
    if isinstance(value, dict) and value.get("status") == "declined":
        reason = value.get("reason")
        return Declined(reason if isinstance(reason, str) and reason else "no reason was given")
    return Declined("the answer does not fit the structure that was asked for", tuple(mismatches))


def read_json(text: str) -> Json:
    """The one JSON value in a text, out of its code fence or the words around it.

    Raise ParseError.
    """
    for candidate in _candidates(text):
        try:
            return decode(candidate.strip().encode())
        except ParseError:
            continue
    raise ParseError("the text holds no JSON value")


def _candidates(text: str) -> Iterator[str]:
    yield text
    _, _, fenced = text.partition(_FENCE)
    inside, closing, _ = fenced.partition(_FENCE)
    if closing:
        # What follows the fence on its line is the language's name.
        yield inside.partition("\n")[2]
    starts = [at for at in (text.find("{"), text.find("[")) if at >= 0]
    if starts:
        yield text[min(starts) : max(text.rfind("}"), text.rfind("]")) + 1]
