"""How this company's agent presents itself: its card, built, signed and published."""

from gateway.cards.keys import KeyRing
from gateway.cards.publish import Cards, PublishedCard

__all__ = ["Cards", "KeyRing", "PublishedCard"]
