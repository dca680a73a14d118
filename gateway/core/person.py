"""Who acts for the operator, as the name that the audit and the approvals keep.

A person is who proved it with a token of their own. Whoever has the token that the house shares, or
the shell of its machine, may be any of them, so neither counts as somebody else beside a person.
"""

from typing import Final

OPERATOR: Final = "operator"
"""Whoever has the operator's shared token."""

SENDER: Final = "signals"
"""Whoever has the token of the signals, which opens nothing else."""

_LOCAL: Final = "local"


def name_local(user: str) -> str:
    """Whoever opened the gateway's socket file as that user of its machine."""
    return f"{_LOCAL}:{user}" if user else _LOCAL


def is_person(name: str) -> bool:
    """Whether the name is of one person and nobody else."""
    return name not in (OPERATOR, SENDER, _LOCAL) and ":" not in name
