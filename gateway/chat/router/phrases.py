"""What a skill is recognised by: sentences of its own, and the ways its author says to ask for it.

What is asked about, a product or a quantity, says nothing of what is wanted with it, so numbers
and mentions are taken out of both sides before they are compared.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from gateway.skillkit.declare import Skill
from gateway.skillkit.mentions import Mentions

_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+")
_WORD: Final = re.compile(r"[^\W_]+")
_NUMBER: Final = re.compile(r"\d[\d.,]*")
# A mention is looked for in so many words, and in so many together.
_MOST_WORDS: Final = 100
_LONGEST: Final = 7


class Phrase(Struct, frozen=True):
    skill: str
    text: str


Mask = Callable[[str], str]
"""The text without what is asked about."""


def make_mask(skills: Iterable[Skill]) -> Mask:
    """Take out all that any of the skills knows by its ``Mentions``."""
    finders = tuple(dict.fromkeys(find for skill in skills for find in _finders(skill)))

    def mask(text: str) -> str:
        for find in finders:
            text = _without_mentions(text, find)
        return _NUMBER.sub(" ", text)

    return mask


def phrases_of(skill: Skill, mask: Mask) -> Iterator[Phrase]:
    """Its name with its tags, the sentences of its description, and its author's examples."""
    yield Phrase(skill.name, " ".join((skill.name.replace("_", " "), *skill.tags)))
    said = _SENTENCE_END.split(" ".join(skill.description.split()))
    asked = (example for example in skill.examples if not example.startswith("skill:"))
    for text in (*said, *asked):
        yield Phrase(skill.name, mask(text))


def _finders(skill: Skill) -> Iterator[Callable[[str], Sequence[str]]]:
    if skill.arguments is not None:
        for field in skill.arguments.model_fields.values():
            yield from (mark.find for mark in field.metadata if isinstance(mark, Mentions))


def _without_mentions(text: str, find: Callable[[str], Sequence[str]]) -> str:
    """The text with blanks for each run of words that is a mention, and no word more."""
    if not find(text):
        return text
    places = [match.span() for match in _WORD.finditer(text)][:_MOST_WORDS]

    def mention(first: int, end: int) -> Sequence[str]:
        return find(text[places[first][0] : places[end - 1][1]]) if first < end else ()

    blank = [False] * len(places)
    for size in range(min(_LONGEST, len(places)), 0, -1):
        for first in range(len(places) - size + 1):
            end = first + size
            if any(blank[first:end]) or len(named := mention(first, end)) != 1:
                continue
            if named not in (mention(first + 1, end), mention(first, end - 1)):
                blank[first:end] = [True] * size
    letters = list(text)
    for (start, end), is_blank in zip(places, blank, strict=True):
        if is_blank:
            letters[start:end] = " " * (end - start)
    return "".join(letters)
