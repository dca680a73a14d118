"""The memory of conversations: one peer's, in one context, and no other's (SECURITY: G4)."""

from typing import Self

from msgspec import Struct

from gateway.chat.clip import clip
from gateway.config.llm import MEMORY_ENTRIES, MEMORY_ENTRY_BYTES, LlmSettings
from gateway.core.clock import Clock
from gateway.core.message import Role
from gateway.store.base import TenantStore
from gateway.store.conversation import MemoryEntry, Remember


class Memory(Struct, frozen=True):
    """``entries`` bounds how many are kept of a conversation, ``entry_bytes`` each of them."""

    store: TenantStore
    clock: Clock
    entries: int
    entry_bytes: int

    @classmethod
    def of(cls, llm: LlmSettings | None, store: TenantStore, clock: Clock) -> Self:
        """With the bounds of the settings, or with the usual ones where there is no model."""
        entries, entry_bytes = (
            (MEMORY_ENTRIES, MEMORY_ENTRY_BYTES)
            if llm is None
            else (llm.memory_entries, llm.memory_entry_bytes)
        )
        return cls(store, clock, entries, entry_bytes)

    async def recall(self, peer: str, context_id: str, turn: str) -> list[MemoryEntry]:
        """What was said before this turn, oldest first."""
        said = await self.store.conversations.read(peer, context_id)
        return [entry for entry in said if entry.turn != turn]

    async def remember(
        self, peer: str, context_id: str, turn: str, said: str, answered: str
    ) -> None:
        """Keep both sides of a turn, or neither."""
        at = self.clock.now()
        entries = (
            MemoryEntry(turn, Role.USER, clip(said, self.entry_bytes), at),
            MemoryEntry(turn, Role.AGENT, clip(answered, self.entry_bytes), at),
        )
        await self.store.commit(Remember(peer, context_id, entries, self.entries))

    async def note_sent(
        self, peer: str, context_id: str, turn: str, said: str, answered: str
    ) -> None:
        """Keep what we said by ourselves, and the peer's answer, "" for none."""
        at = self.clock.now()
        entries = [MemoryEntry(turn, Role.AGENT, clip(said, self.entry_bytes), at)]
        if answered:
            entries.append(MemoryEntry(turn, Role.USER, clip(answered, self.entry_bytes), at))
        await self.store.commit(Remember(peer, context_id, entries, self.entries))
