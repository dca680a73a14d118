"""Who offers what: a search over the cards of all peers, by a skill's name or by words.

Words are compared as they are, without a model: who is found can be told why. A card is the peer's
own word, so what is found is an offer and no promise.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from gateway.core.card import AgentCard, CardSkill

_WORD: Final = re.compile(r"[^\W_]+")
# What a word counts for in each place; one that only begins like a word there, half.
_SKILL_NAME, _TAG, _AGENT, _DESCRIPTION = 4.0, 3.0, 2.0, 1.0
_MIN_PREFIX: Final = 3
_MAX_WORDS: Final = 32
_MAX_TEXT: Final = 4_000
_EXACT, _NAMED, _PARTLY = 100.0, 50.0, 10.0


class Offer(Struct, frozen=True):
    """A peer's skill that was found; ``skill`` None is the agent as a whole, which names none."""

    peer: str
    agent: str
    skill: CardSkill | None
    score: float


def find_offers(
    cards: Mapping[str, AgentCard],
    tags: Mapping[str, Sequence[str]],
    *,
    skill: str,
    text: str,
) -> list[Offer]:
    """Best first. ``cards`` and ``tags`` (of the rows) are by the peers' names.

    ``skill`` is the name of one or a part of it, ``text`` words of which one at least must be
    there, "" for any; with both, both count. What is in no skill's name is taken for words.
    """
    if skill and not any(_score_name(one, skill) for card in cards.values() for one in card.skills):
        skill, text = "", f"{skill} {text}"
    wanted = dict.fromkeys(_words(text))
    found: list[Offer] = []
    for peer, card in cards.items():
        places = _of_agent(peer, card, tags.get(peer, ()))
        for offered in card.skills or (None,):
            named = _score_name(offered, skill) if skill else 0.0
            said = _score_words(wanted, [*places, *_of_skill(offered)]) if wanted else 0.0
            if (named or not skill) and (said or not wanted):
                found.append(Offer(peer, card.name, offered, named + said))
    return sorted(found, key=lambda offer: -offer.score)


def _score_name(skill: CardSkill | None, wanted: str) -> float:
    if skill is None:
        return 0.0
    wanted, names = wanted.casefold(), (skill.id.casefold(), skill.name.casefold())
    if wanted == names[0]:
        return _EXACT
    if wanted == names[1]:
        return _NAMED
    return _PARTLY if any(wanted in name for name in names) else 0.0


def _score_words(wanted: Iterable[str], places: Sequence[tuple[float, frozenset[str]]]) -> float:
    """More words found count more than one word found in more places."""
    best = [max(_worth(word, weight, there) for weight, there in places) for word in wanted]
    return sum(best) * sum(1 for worth in best if worth)


def _worth(word: str, weight: float, there: frozenset[str]) -> float:
    if word in there:
        return weight
    is_begun = len(word) >= _MIN_PREFIX and any(other.startswith(word) for other in there)
    return weight / 2 if is_begun else 0.0


def _of_agent(
    peer: str, card: AgentCard, tags: Sequence[str]
) -> list[tuple[float, frozenset[str]]]:
    provider = card.provider.organization if card.provider is not None else ""
    return [
        (_AGENT, _bag(peer, card.name, provider)),
        (_TAG, _bag(*tags)),
        (_DESCRIPTION, _bag(card.description)),
    ]


def _of_skill(skill: CardSkill | None) -> list[tuple[float, frozenset[str]]]:
    if skill is None:
        return []
    return [
        (_SKILL_NAME, _bag(skill.id, skill.name)),
        (_TAG, _bag(*skill.tags)),
        (_DESCRIPTION, _bag(skill.description, *skill.examples)),
    ]


def _bag(*texts: str) -> frozenset[str]:
    return frozenset(word for text in texts for word in _WORD.findall(text[:_MAX_TEXT].casefold()))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())[:_MAX_WORDS]
