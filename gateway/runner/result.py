"""What a skill returned, as parts of an answer."""

from collections.abc import Callable, Iterable
from typing import Any, Final, assert_never

from pydantic import BaseModel

from gateway.core.json import encode
from gateway.core.message import (
    Artifact,
    DataPart,
    Message,
    Part,
    RawPart,
    TextPart,
    UrlPart,
    parts_of,
)

_PARTS: Final = (TextPart, DataPart, RawPart, UrlPart)


class BadResult(Exception):
    """A skill returned what cannot be sent; the text is for the log and the skill's author."""


def read_result(
    value: Any, new_id: Callable[[], str], max_bytes: int
) -> tuple[Artifact, ...] | Message:
    """The artifacts that hold the value, or the direct answer; raise BadResult.

    A model or any other JSON value becomes one data part, a string one text part; ``None`` gives
    no artifact. ``max_bytes`` bounds the content as JSON.
    """
    if isinstance(value, Message):
        _check(value.parts, max_bytes)
        return value
    if value is None:
        return ()
    if isinstance(value, Artifact):
        artifacts: tuple[Artifact, ...] = (value,)
    elif isinstance(value, list | tuple) and value and all(isinstance(v, Artifact) for v in value):
        artifacts = tuple(value)
    else:
        artifacts = (Artifact(id=new_id(), parts=(_part(value),), name="result"),)
    _check(parts_of(artifacts), max_bytes)
    return artifacts


def _part(value: Any) -> Part:
    if isinstance(value, _PARTS):
        return value
    if isinstance(value, str):
        return TextPart(value)
    if isinstance(value, BaseModel):
        return DataPart(value.model_dump(mode="json"))
    return DataPart(value)


def count_bytes(parts: Iterable[Part]) -> int:
    """How much the parts hold; raise BadResult for what JSON cannot say."""
    try:
        return sum(map(_bytes_of, parts))
    except (TypeError, UnicodeError) as error:
        raise BadResult(f"the result is not JSON: {error}") from None


def _bytes_of(part: Part) -> int:
    match part:
        case TextPart():
            return len(part.text.encode())
        case DataPart():
            return len(encode(part.data))
        case RawPart():
            return len(part.raw)
        case UrlPart():
            return len(part.url.encode())
        case _:
            assert_never(part)


def _check(parts: Iterable[Part], max_bytes: int) -> None:
    size = count_bytes(parts)
    if size > max_bytes:
        raise BadResult(f"the result has {size} bytes; {max_bytes} are allowed")
