"""Agent cards, written in the form that is asked for and read in any."""

from gateway.dialects.card.canonical import canonical_forms, write_canonical
from gateway.dialects.card.paths import CARD_PATHS
from gateway.dialects.card.read import read_card
from gateway.dialects.card.security import read_security
from gateway.dialects.card.write import CardForm, write_card

__all__ = [
    "CARD_PATHS",
    "CardForm",
    "canonical_forms",
    "read_card",
    "read_security",
    "write_canonical",
    "write_card",
]
