"""How near a text is to phrases by its words."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from gateway.chat.router.phrases import Phrase
from gateway.store.word_search import WordSearch

_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD: Final = re.compile(r"[^\W\d_]+")
_FILLER_WORDS: Final = """
a an and any are as at be by can could do does for from get give have hello hi how i if in is it its
like me my need no not of on or our please skill some tell that the their them there this to us want
was we what when where which who will with would you your
"""
_FILLERS: Final = frozenset(_FILLER_WORDS.split())
# What further phrases of a skill add to its nearest one.
_OTHERS: Final = 0.2
_MOST_WORDS: Final = 64


def telling_words(text: str) -> list[str]:
    """The words that say what is wanted, in small letters, each once; not more than a search takes.

    A text without any, such as a greeting, asks for nothing.
    """
    words = _WORD.findall(_CAMEL.sub(" ", text).casefold())
    return list(dict.fromkeys(word for word in words if word not in _FILLERS))[:_MOST_WORDS]


class WordIndex:
    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self._skills = [phrase.skill for phrase in phrases]
        self._search = WordSearch(phrase.text for phrase in phrases)

    def score(self, text: str) -> Mapping[str, float]:
        """By skill, of those that share a word with the text."""
        found: dict[str, list[float]] = {}
        for place, nearness in self._search.find(telling_words(text)):
            found.setdefault(self._skills[place], []).append(nearness)
        return {
            skill: (1 - _OTHERS) * max(near) + _OTHERS * sum(near) for skill, near in found.items()
        }
