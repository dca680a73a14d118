"""What a skill asks a human of its own house for, and what that human has said yes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import isfinite
from typing import TypeAlias

from gateway.core.json import JsonObject

Amount: TypeAlias = float | Decimal


@dataclass(frozen=True, slots=True)
class Wish:
    """``reason`` is for the one who decides, ``note`` and ``preliminary`` for the caller.

    ``up_to`` is the author's own limit: amounts up to it need nobody, where the operator's rules
    say nothing. ``is_by_trust`` when the skill's trust asks and not the skill.
    """

    reason: str
    amount: float | None = None
    currency: str = ""
    up_to: float | None = None
    note: str = ""
    preliminary: JsonObject = field(default_factory=dict)
    is_by_trust: bool = False

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError("say in the reason what the one who decides has to know")
        for amount in (self.amount, self.up_to):
            if amount is not None and not isfinite(amount):
                raise ValueError("an amount is a finite number")
        if not isinstance(self.preliminary, Mapping):
            raise TypeError("preliminary is a JSON object")


def ask_for_trust(skill: str) -> Wish:
    """What is asked for a skill that the operator trusts to no caller without a human."""
    return Wish(f"{skill} runs only when a person approves it", is_by_trust=True)


def read_amount(amount: Amount | None) -> float | None:
    return None if amount is None else float(amount)
