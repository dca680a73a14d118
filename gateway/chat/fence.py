"""Peers' text as data: fenced, and robbed of what could end the fence (SECURITY: G3).

The neutralised marks are our own fences and the control marks of common chat templates, which
some model servers read even in the middle of a message.
"""

import re
from typing import Final

PEER_MESSAGE: Final = "peer_message"
ANSWER_SHAPE: Final = "answer_shape"
SKILL_RESULT: Final = "skill_result"
MISMATCHES: Final = "mismatches"

_OURS: Final = f"{PEER_MESSAGE}|{ANSWER_SHAPE}|{SKILL_RESULT}|{MISMATCHES}"
_TAGS: Final = f"{_OURS}|s|bos|eos|start_of_turn|end_of_turn|think|SYS"
_LISTS: Final = "INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS"
# One class for all that may stand between, so that no text takes more than one look a sign.
_ANGLE: Final = re.compile(rf"<(?=[\s/]*(?:[|\uff5c]|(?:{_TAGS})\b))", re.IGNORECASE)
_BRACKET: Final = re.compile(rf"\[(?=[\s/]*(?:{_LISTS})\b)", re.IGNORECASE)


def fence(tag: str, text: str) -> str:
    """The text between ``<tag>`` and ``</tag>``, which it cannot close."""
    return f"<{tag}>\n{neutralise(text)}\n</{tag}>"


def neutralise(text: str) -> str:
    """The text with each control mark opened by a sign that only looks like its own."""
    return _BRACKET.sub("\uff3b", _ANGLE.sub("\u2039", text))
