"""The statements of the conversations: what is added to one, and how it is kept short."""

from typing import Final

from gateway.core.message import Role
from gateway.store.conversation import Conversation, MemoryEntry, Remember
from gateway.store.sql.text import Row, Step, Steps, insert, select

MEMORY_COLUMNS: Final = ("tenant", "peer", "context_id", "turn", "role", "text", "at")

# A turn that is carried out again replaces what it said before, at the end.
REMEMBER: Final = insert("memory", MEMORY_COLUMNS).replace("INSERT", "INSERT OR REPLACE", 1)
_OF_CONTEXT: Final = "tenant = ? AND peer = ? AND context_id = ?"
TRIM_MEMORY: Final = (
    f"DELETE FROM memory WHERE {_OF_CONTEXT} AND seq NOT IN"  # noqa: S608
    f" (SELECT seq FROM memory WHERE {_OF_CONTEXT} ORDER BY seq DESC LIMIT ?)"
)

LIST_MEMORY: Final = select(MEMORY_COLUMNS, f"memory WHERE {_OF_CONTEXT} ORDER BY seq")
LIST_CONTEXTS: Final = (
    "SELECT peer, context_id, COUNT(*), MAX(at) FROM memory"
    " WHERE tenant = ?1 AND ?2 IN ('', peer)"
    " GROUP BY peer, context_id ORDER BY MAX(at) DESC, peer, context_id"
)
FORGET_CONTEXT: Final = f"DELETE FROM memory WHERE {_OF_CONTEXT}"  # noqa: S608
FORGET_MEMORY: Final = "DELETE FROM memory WHERE tenant = ? AND at < ?"


def write_remember(tenant: str, write: Remember) -> Steps:
    context = (tenant, write.peer, write.context_id)
    said = [
        Step(REMEMBER, (*context, entry.turn, entry.role.value, entry.text, entry.at))
        for entry in write.entries
    ]
    return (*said, Step(TRIM_MEMORY, (*context, *context, write.keep)))


def read_memory(row: Row) -> MemoryEntry:
    _, _, _, turn, role, text, at = row
    return MemoryEntry(turn, Role(role), text, at)


def read_conversation(row: Row) -> Conversation:
    return Conversation(*row)
