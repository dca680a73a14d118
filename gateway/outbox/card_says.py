"""What a peer's card says that matters to a call: the card as the JSON text that is kept, or ""."""

from functools import lru_cache
from typing import Final

from gateway.core.card import SKILLS_EXTENSION, AgentCard
from gateway.core.json import decode
from gateway.dialects.card import read_card

_NO_CARD: Final = AgentCard("", "", "", ())


def reads_skill_text(card: str) -> bool:
    """Whether the card declares that its agent reads ``skill:NAME {json}``."""
    extensions = _read(card).capabilities.extensions
    return any(extension.uri == SKILLS_EXTENSION for extension in extensions)


def declares_streams(card: str) -> bool:
    """Whether the card says that its agent streams."""
    return _read(card).capabilities.streaming


def declares_push(card: str) -> bool:
    """Whether the card says that its agent sends push notifications."""
    return _read(card).capabilities.push_notifications


def offers_skill(card: str, skill: str) -> bool:
    """Whether the card names the skill."""
    return any(skill in (offered.id, offered.name) for offered in _read(card).skills)


@lru_cache(maxsize=64)
def _read(card: str) -> AgentCard:
    return read_card(decode(card.encode())) if card else _NO_CARD
