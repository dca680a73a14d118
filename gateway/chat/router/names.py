"""The names that a text gives to somebody or something: quoted, called, or simply capitalised."""

import re
from collections.abc import Sequence
from typing import Final

_QUOTED: Final = re.compile(r"[\"“”„«»]([^\"“”„«»]{1,200})[\"“”„«»]")
_WORD: Final = r"[A-ZÅÄÖÜÉ][\w&'\u2019.-]*"
_PROPER: Final = rf"{_WORD}(?:\s+(?:{_WORD}|&|of|and(?=\s+[A-Z])))*"
_CALLED: Final = re.compile(rf"\b(?:called|named|heter|genannt)\s+({_PROPER})")
_NAMES: Final = re.compile(rf"(?<![.!?]\s)(?<!^)\b({_PROPER})", re.MULTILINE)
_ENDS: Final = " .,;:-'\u2019"


def find_names(text: str, words: Sequence[str]) -> list[str]:
    """The surest kind of name that the text holds, each once; ``words`` are what is named.

    ``company Stark Industries`` is surer than any other capitals, a quoted name surer than both.
    """
    label = "|".join(re.escape(word) for word in words)
    labelled = re.compile(rf"\b(?:(?i:{label}))\b[\s:=,]+(?:(?i:is|called|named)\s+)?({_PROPER})")
    for pattern in (_QUOTED, labelled, _CALLED, _NAMES):
        found = [match.strip(_ENDS) for match in pattern.findall(text)]
        found = [name for name in found if name]
        if found:
            return list(dict.fromkeys(found))
    return []
