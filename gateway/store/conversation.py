"""What is remembered of the conversations with peers, as values.

Apart from the tasks, which are kept whole: this is what a language model is reminded of, bounded
in number and in age, and an operator may forget it without touching a task.
"""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from gateway.core.message import Role


class MemoryEntry(Struct, frozen=True):
    """One thing that was said, by the peer (``USER``) or by us; ``turn`` is the task's id."""

    turn: str
    role: Role
    text: str
    at: int


class Remember(Struct, frozen=True):
    """Add entries to one conversation, of which the newest ``keep`` stay.

    An entry of the same turn and role as one before takes its place, at the end.
    """

    peer: str
    context_id: str
    entries: Sequence[MemoryEntry]
    keep: int


class Conversation(Struct, frozen=True):
    """One context with one peer of which something is remembered; ``last_at`` in milliseconds."""

    peer: str
    context_id: str
    entries: int
    last_at: int


class ConversationStore(Protocol):
    """One tenant's conversations, where they are not written by units."""

    async def read(self, peer: str, context_id: str) -> list[MemoryEntry]:
        """What is remembered of one, oldest first."""

    async def list_all(self, peer: str = "") -> list[Conversation]:
        """Those of which something is remembered, newest first."""

    async def forget(self, peer: str, context_id: str) -> int:
        """Forget one; return how many entries it had."""

    async def forget_old(self, before: int) -> int:
        """Forget what was said before this time; return how many entries that were."""
