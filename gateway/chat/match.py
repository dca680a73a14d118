"""Which skills a text is about: its words against their names, tags, descriptions and examples.

Deterministic and without a model; a word counts once, where it counts most.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final
from unicodedata import normalize

from gateway.skillkit.declare import Skill

NAME_WEIGHT: Final = 4
TAG_WEIGHT: Final = 3
DESCRIPTION_WEIGHT: Final = 1

_WORD: Final = re.compile(r"[^\W_]+")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ENDINGS: Final = ("ing", "es", "ed", "s", "e")
_FILLERS: Final = """
a an and any are as at be by can could do does for from get give have hello hi how i if in is it its
like me my need of on or our please skill some tell that the their them there this to us want was we
what when where which who will with would you your
"""
_EMPTY: Final = frozenset(_FILLERS.split())


def rank(text: str, skills: Iterable[Skill]) -> list[Skill]:
    """The skills that the text is about, best first; of equals, the first by name."""
    asked = words_of(text)
    scored = [(score(asked, skill), skill) for skill in skills]
    scored.sort(key=lambda pair: (-pair[0], pair[1].name))
    return [skill for points, skill in scored if points]


def score(asked: frozenset[str], skill: Skill) -> int:
    """How much a skill has to do with these words; 0 for nothing."""
    weights: dict[str, int] = {}
    for weight, texts in (
        (DESCRIPTION_WEIGHT, (skill.description, *skill.examples)),
        (TAG_WEIGHT, skill.tags),
        (NAME_WEIGHT, (skill.name,)),
    ):
        weights.update(dict.fromkeys(_words_of_all(texts), weight))
    return sum(weights[word] for word in asked if word in weights)


def words_of(text: str) -> frozenset[str]:
    """The words that say something, in one form for singular and plural, ask and asking."""
    plain = normalize("NFKC", _CAMEL.sub(" ", text)).casefold()
    return frozenset(_stem(word) for word in _WORD.findall(plain) if word not in _EMPTY)


def _words_of_all(texts: Sequence[str]) -> frozenset[str]:
    return frozenset(word for text in texts for word in words_of(text))


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word
