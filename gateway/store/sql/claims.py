"""The statements of the claims: which messages were taken, and what became of each."""

from typing import Final

from gateway.store.records import ALIAS, Claim, ClaimKey
from gateway.store.sql.text import Row, insert, select

CLAIM_COLUMNS: Final = ("tenant", "peer", "scope", "id", "digest", "task_id", "at", "answer")

TAKE_CLAIM: Final = insert("claims", CLAIM_COLUMNS)
FIND_CLAIM: Final = select(
    CLAIM_COLUMNS, "claims WHERE tenant = ? AND peer = ? AND scope = ? AND id = ?"
)
LIST_CLAIM_KEYS: Final = select(CLAIM_COLUMNS[:4], "claims")
LIST_OLD_CLAIMS: Final = select(
    CLAIM_COLUMNS[:4], f"claims WHERE tenant = ? AND at < ? AND scope != '{ALIAS}'"
)
FORGET_CLAIM: Final = "DELETE FROM claims WHERE tenant = ? AND peer = ? AND scope = ? AND id = ?"


def write_claim(tenant: str, claim: Claim) -> Row:
    key = claim.key
    return (
        tenant,
        key.peer,
        key.scope,
        key.id,
        claim.digest,
        claim.task_id,
        claim.at,
        claim.answer,
    )


def read_claim(row: Row) -> Claim:
    _, peer, scope, message_id, digest, task_id, at, answer = row
    return Claim(ClaimKey(peer, scope, message_id), digest, task_id, at, answer)
