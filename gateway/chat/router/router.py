"""Which of some skills a text asks for: by words, and by meaning where the model is there."""

import asyncio
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from msgspec import Struct

from gateway.chat.router.meaning import Meaning, MeaningIndex
from gateway.chat.router.phrases import Mask, make_mask, phrases_of
from gateway.chat.router.words import WordIndex, telling_words
from gateway.skillkit.declare import Skill

# Where both are there, so much a cosine of 1 weighs, and so much the words.
_MEANING: Final = 6.0
_WORDS: Final = 0.5
# The least that a skill must score, and by how much it must beat the next.
_LEAST: Final = 1.5
_MARGIN: Final = 1.05
_MOST_SETS: Final = 64


class Ranked(Struct, frozen=True):
    """Skills that have something to do with a text, the nearest first.

    ``best`` is the one that it asks for, None where that is not certain.
    """

    skills: tuple[Skill, ...]
    best: Skill | None


class _Index(Struct, frozen=True):
    mask: Mask
    words: WordIndex
    meaning: MeaningIndex | None

    def score(self, text: str) -> dict[str, float]:
        asked = self.mask(text)
        if not telling_words(asked):
            return {}
        by_words = self.words.score(asked)
        if self.meaning is None:
            return dict(by_words)
        by_meaning = self.meaning.score(asked)
        return {
            skill: _WORDS * by_words.get(skill, 0.0) + _MEANING * by_meaning.get(skill, 0.0)
            for skill in {**by_words, **by_meaning}
        }


class Router:
    """``load`` gives the model, or None to leave it to the words; it answers at once after the
    first time. An index is made once for each set of skills.
    """

    def __init__(self, load: Callable[[], Meaning | None] = lambda: None) -> None:
        self._load = load
        self._is_loaded = False
        self._index = lru_cache(_MOST_SETS)(self._make_index)

    async def prepare(self) -> None:
        """Have the model at hand: it is loaded for the first text, and not for the start."""
        if not self._is_loaded:
            await asyncio.to_thread(self._load)
            self._is_loaded = True

    def rank(self, text: str, skills: Sequence[Skill]) -> Ranked:
        """What the text asks for, among these."""
        by_name = {skill.name: skill for skill in skills}
        if not by_name:
            return Ranked((), None)
        scores = self._index(_Skills(tuple(skills))).score(text)
        # What is barely like anything is not worth showing.
        names = [name for name in scores if scores[name] >= _LEAST]
        names.sort(key=lambda name: (-scores[name], name))
        ranked = tuple(by_name[name] for name in names)
        second = scores[names[1]] if len(names) > 1 else 0.0
        is_certain = bool(names) and scores[names[0]] >= _MARGIN * second
        return Ranked(ranked, ranked[0] if is_certain else None)

    def _make_index(self, skills: "_Skills") -> _Index:
        mask = make_mask(skills.all)
        phrases = [phrase for skill in skills.all for phrase in phrases_of(skill, mask)]
        meaning = self._load()
        by_meaning = MeaningIndex(phrases, meaning) if meaning is not None else None
        return _Index(mask, WordIndex(phrases), by_meaning)


class _Skills:
    """Skills as a key: a skill holds lists and has no hash, and a changed one is another."""

    def __init__(self, skills: tuple[Skill, ...]) -> None:
        self.all = skills
        self._ids = tuple(map(id, skills))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Skills) and self._ids == other._ids

    def __hash__(self) -> int:
        return hash(self._ids)
