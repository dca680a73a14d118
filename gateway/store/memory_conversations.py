"""One tenant's conversations in memory."""

from typing import TypeAlias

from gateway.store.conversation import Conversation, MemoryEntry, Remember

Memories: TypeAlias = dict[tuple[str, str], list[MemoryEntry]]
"""By peer and context."""


class MemoryConversations:
    def __init__(self, kept: Memories) -> None:
        self._kept = kept

    async def read(self, peer: str, context_id: str) -> list[MemoryEntry]:
        return list(self._kept.get((peer, context_id), ()))

    async def list_all(self, peer: str = "") -> list[Conversation]:
        found = [
            Conversation(*key, len(entries), max(entry.at for entry in entries))
            for key, entries in self._kept.items()
            if peer in ("", key[0])
        ]
        return sorted(found, key=lambda row: (-row.last_at, row.peer, row.context_id))

    async def forget(self, peer: str, context_id: str) -> int:
        return len(self._kept.pop((peer, context_id), ()))

    async def forget_old(self, before: int) -> int:
        forgotten = 0
        for key, entries in list(self._kept.items()):
            young = [entry for entry in entries if entry.at >= before]
            forgotten += len(entries) - len(young)
            if young:
                self._kept[key] = young
            else:
                del self._kept[key]
        return forgotten


def remember(write: Remember, kept: Memories, staged: Memories) -> None:
    """Stage what a conversation will be, whether it is staged, kept or new."""
    context = (write.peer, write.context_id)
    old = staged.get(context) or kept.get(context, [])
    replaced = {(entry.turn, entry.role) for entry in write.entries}
    stays = [entry for entry in old if (entry.turn, entry.role) not in replaced]
    staged[context] = [*stays, *write.entries][-write.keep :]
