"""When two messages are the same one (SECURITY: P2): the key that a message claims, and its digest.

A message is taken once when it says that it is one: by the caller's own name for the task that it
starts, by an Idempotency-Key, or by a message id that is a UUID or ULID (many clients reuse ids
like "msg-1").
"""

import re
from hashlib import sha256
from typing import Final

from msgspec import Struct

from gateway.core.call import SendMessage
from gateway.core.errors import MessageIdReused
from gateway.core.json import canonical
from gateway.core.message_document import write_part
from gateway.core.peer import Peer
from gateway.store.records import ALIAS, Claim, ClaimKey

_UNIQUE_ID: Final = re.compile(
    r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|[0-7][0-9A-HJKMNP-TV-Z]{25}", re.IGNORECASE
)


class Ticket(Struct, frozen=True):
    """What a message claims, if anything, and the digest of what it says."""

    key: ClaimKey | None
    digest: bytes

    def claims(self, task_id: str, at: int) -> list[Claim]:
        return [] if self.key is None else [Claim(self.key, self.digest, task_id, at)]


UNCLAIMED: Final = Ticket(None, b"")


def find_key(peer: Peer, call: SendMessage) -> ClaimKey | None:
    """The key that this message claims; None when nothing says that its id is unique.

    A name comes before a key, for the task has to be found by it. Keys, names and ids are told
    apart by a prefix, so that none can be taken for another.
    """
    if call.alias and not call.message.task_id:
        return ClaimKey(peer.name, ALIAS, call.alias)
    if call.idempotency_key:
        return ClaimKey(peer.name, call.message.task_id, f"key:{call.idempotency_key}")
    if call.alias:
        return ClaimKey(peer.name, ALIAS, call.alias)
    if peer.dedupe == "never" or not call.message_id_is_given:
        return None
    if peer.dedupe == "always" or _UNIQUE_ID.fullmatch(call.message.id):
        return ClaimKey(peer.name, call.message.task_id, call.message.id)
    return None


def digest_of(call: SendMessage, skill_name: str) -> bytes:
    """SHA-256 over all that must be the same when the message comes again."""
    message = call.message
    return sha256(
        canonical(
            [
                message.role,
                [write_part(part) for part in message.parts],
                message.context_id,
                message.task_id,
                skill_name,
                call.response_schema,
            ]
        )
    ).digest()


def check_same(claimed: bytes, digest: bytes) -> None:
    """Raise MessageIdReused when the digest that was claimed is another message's."""
    if claimed != digest:
        raise MessageIdReused("send a new message id with a new message")
