"""One of OpenAI's two interfaces, as pure functions: what is sent, and how the answer is read."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from gateway.core.json import JsonObject
from gateway.llm.base import Completion, PromptMessage, Tool, Usage

Format: TypeAlias = Literal["json_schema", "json_object", "text"]

FORMATS: Final[tuple[Format, ...]] = ("json_schema", "json_object", "text")
"""From the strictest way of asking for JSON to none; the prompt says the shape in any case."""

# Models that reason aloud begin with it, in servers that do not take it out.
_THOUGHTS: Final = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Api:
    """``limits`` are the names under which servers know the bound of an answer, newest last.

    ``read`` raises LookupError, TypeError, ValueError or AttributeError for what is no answer.
    """

    limits: tuple[str, ...]
    write: Callable[[str, Sequence[PromptMessage], Sequence[Tool]], JsonObject]
    write_format: Callable[[Format, JsonObject], JsonObject]
    read: Callable[[Any], Completion]
    create: Callable[[Any], Callable[..., Awaitable[Any]]]


def without_thoughts(text: str) -> str:
    return _THOUGHTS.sub("", text).strip()


def completion_of(text: str, usage: Usage, *calls: Any) -> Completion:
    """The answer; raise ValueError where there is none."""
    text = without_thoughts(text)
    if not text and not calls:
        raise ValueError("it says nothing")
    return Completion(text, usage, calls)


def count(usage: JsonObject, member: str) -> int:
    value = usage.get(member)
    return value if type(value) is int else 0
