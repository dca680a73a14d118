"""Which skill a message asks for, and with what: a data part first, then ``skill:`` text.

Peers say who they are with their credential alone: arguments that name a peer or begin with an
underscore are dropped here, so that no skill ever sees them (SECURITY: P9).
"""

import json
import re
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.errors import ParseError
from gateway.core.json import Json, decode
from gateway.core.message import DataPart, Message, text_of

_PREFIX: Final = re.compile(r"\s*skill:\s*([^\s{\[]+)\s*(.*)", re.DOTALL)
_IDENTITY: Final = frozenset({"peer_name", "peer_id"})
_DECODER: Final = json.JSONDecoder()


class Choice(Struct, frozen=True):
    """``skill`` is "" where none is named; ``arguments`` is any JSON that the peer gave.

    ``text`` is what was said besides the skill's name and its JSON.
    """

    skill: str
    arguments: Json
    text: str


def choose(message: Message) -> Choice:
    """The choice with what a peer may not say taken out of its arguments."""
    choice = find_choice(message)
    arguments = choice.arguments
    if isinstance(arguments, dict) and not all(map(_is_allowed, arguments)):
        kept = {name: value for name, value in arguments.items() if _is_allowed(name)}
        return replace(choice, arguments=kept)
    return choice


def find_choice(message: Message) -> Choice:
    """The choice as it was said."""
    text = text_of(message.parts)
    for part in message.parts:
        if isinstance(part, DataPart) and names_skill(part):
            return Choice(part.data["skill"], _find_arguments(part.data, text), text)
    return read_prefix(text) or Choice("", {}, text)


def names_skill(part: DataPart) -> bool:
    data = part.data
    return isinstance(data, dict) and isinstance(data.get("skill"), str) and data["skill"] != ""


def read_prefix(text: str) -> Choice | None:
    """``skill:NAME``, then nothing, JSON, a JSON object and more lines, or any text."""
    match = _PREFIX.match(text)
    if match is None:
        return None
    skill, rest = match[1], match[2].strip()
    if not rest:
        return Choice(skill, {}, "")
    try:
        return Choice(skill, decode(rest.encode()), "")
    except ParseError:
        pass
    if rest.startswith("{"):
        try:
            _, end = _DECODER.raw_decode(rest)
            return Choice(skill, decode(rest[:end].encode()), rest[end:].strip())
        except (ValueError, RecursionError, ParseError):
            pass
    return Choice(skill, {"text": rest}, rest)


def _find_arguments(data: dict[str, Json], text: str) -> Json:
    for member in ("arguments", "args"):
        if data.get(member) is not None:
            return data[member]
    return {"text": text} if text else {}


def _is_allowed(name: str) -> bool:
    return name not in _IDENTITY and not name.startswith("_")
