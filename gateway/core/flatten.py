"""A message as plain text, for readers that know nothing else: language models and logs.

The notation for files and data is Flowwink's, whose prompts expect it.
"""

from typing import Final, assert_never

from gateway.core.choose import names_skill
from gateway.core.json import encode
from gateway.core.message import DataPart, Part, RawPart, TextPart, UrlPart

_MAX_DATA: Final = 2048


def flatten(parts: tuple[Part, ...]) -> str:
    """Text, ``[Attached: …]`` and ``[Data (…): …]``, one part a line; a skill's call is no text."""
    return "\n".join(
        _line(part) for part in parts if not (isinstance(part, DataPart) and names_skill(part))
    )


def _line(part: Part) -> str:
    match part:
        case TextPart():
            return part.text
        case DataPart():
            text = encode(part.data).decode()
            if len(text) > _MAX_DATA:
                text = text[:_MAX_DATA] + "..."
            return f"[Data ({part.media_type or 'application/json'}): {text}]"
        case RawPart():
            # The size is that of the base64 that travelled, rounded half up.
            kilobytes = (-(-len(part.raw) // 3) * 4 + 512) // 1024
            return f"[Attached: {_name(part)}, inline {kilobytes}KB]"
        case UrlPart(url=""):
            return f"[Attached: {part.filename or 'file'}]"
        case UrlPart():
            return f"[Attached: {_name(part)} → {part.url}]"
        case _:
            assert_never(part)


def _name(part: RawPart | UrlPart) -> str:
    return f"{part.filename or 'file'} ({part.media_type or 'unknown'})"
