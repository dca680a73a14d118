"""Skills that peers carry out: offered as our own, done elsewhere, answered as they were there."""

from gateway.delegate.errands import Errands
from gateway.delegate.schema import Schemas, find_schemas
from gateway.delegate.skill import Delegator, make_delegated_skill

__all__ = [
    "Delegator",
    "Errands",
    "Schemas",
    "find_schemas",
    "make_delegated_skill",
]
