"""The card by which each peer is known: what is kept in use, what is put aside, what was confirmed.

Apart from looking for cards, which trusts nothing yet: here is decided what a card that was found
may change (``judge``), by facts that an operator can read (``facts``, ``change``).
"""

from gateway.outbox.pins.change import Change, read_changes
from gateway.outbox.pins.pins import CardMismatch, NothingToConfirm, Pins, PinView
from gateway.outbox.pins.signature import claimed_keys

__all__ = [
    "CardMismatch",
    "Change",
    "NothingToConfirm",
    "PinView",
    "Pins",
    "claimed_keys",
    "read_changes",
]
