"""One of OpenAI's two interfaces, as pure functions: what is sent, and how the answer is read."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final, Literal, Protocol, TypeAlias

from msgspec import Struct

from gateway.core.json import JsonObject
from gateway.llm.base import Completion, PromptMessage, Tool, Usage

Format: TypeAlias = Literal["json_schema", "json_object", "text"]

FORMATS: Final[tuple[Format, ...]] = ("json_schema", "json_object", "text")
"""From the strictest way of asking for JSON to none; the prompt says the shape in any case."""

# Models that reason aloud begin with it, in servers that do not take it out.
_THINKING: Final = "<think>"
_THOUGHTS: Final = re.compile(rf"\A\s*{_THINKING}.*?</think>", re.DOTALL)


class Listener(Protocol):
    """Puts together what a server streams; raises as ``Api.read`` does."""

    def take(self, event: Any) -> str:
        """The text that the event adds, "" for none."""

    def completion(self) -> Completion:
        """The whole answer, at the end."""


class Api(Struct, frozen=True):
    """``limits`` are the names under which servers know the bound of an answer, newest last.

    ``read`` raises LookupError, TypeError, ValueError or AttributeError for what is no answer.
    ``resource`` is what the library has it under, ``stream_options`` what makes it stream.
    """

    limits: tuple[str, ...]
    write: Callable[[str, Sequence[PromptMessage], Sequence[Tool]], JsonObject]
    write_format: Callable[[Format, JsonObject], JsonObject]
    read: Callable[[Any], Completion]
    listen: Callable[[], Listener]
    resource: Callable[[Any], Any]
    stream_options: JsonObject


def without_thoughts(text: str) -> str:
    return _THOUGHTS.sub("", text)


def is_thinking(text: str) -> bool:
    """Whether what was written so far may be a thought that has not ended."""
    begun = text.lstrip()
    return _THINKING.startswith(begun) or (
        begun.startswith(_THINKING) and _THOUGHTS.match(text) is None
    )


def completion_of(text: str, usage: Usage, *calls: Any) -> Completion:
    """The answer; raise ValueError where there is none."""
    text = without_thoughts(text).strip()
    if not text and not calls:
        raise ValueError("it says nothing")
    return Completion(text, usage, calls)


def count(usage: JsonObject, member: str) -> int:
    value = usage.get(member)
    return value if type(value) is int else 0
