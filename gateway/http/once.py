"""An answer that is given again when its request comes again, by its Idempotency-Key.

The key is taken in the unit of what the request does, with the answer: after a crash either both
are there or neither is. It is remembered as long as the ids of messages are.
"""

from hashlib import sha256
from typing import Final

from msgspec import Struct

from gateway.core.errors import GatewayError
from gateway.core.json import Json, JsonObject, canonical, decode, encode
from gateway.store.base import TenantStore
from gateway.store.records import Claim, ClaimKey
from gateway.store.writes import TakeClaim

_NOBODY: Final = ""
"""No peer has this name, so no message of theirs can have the same key."""


class KeyReused(GatewayError):
    """This Idempotency-Key was used before, with another body; send another key."""

    code, reason, http_status = -32602, "IDEMPOTENCY_KEY_REUSED", 409


class Once(Struct, frozen=True):
    """One request; with the key "" it is never the same as another."""

    scope: str
    key: str
    body: JsonObject

    async def find_answer(self, store: TenantStore) -> Json:
        """What it was answered with before, None where it is new; raise KeyReused."""
        claim = await store.find_claim(self._claim_key) if self.key else None
        if claim is None:
            return None
        if claim.digest != self._digest:
            raise KeyReused
        return decode(claim.answer.encode())

    def answered(self, answer: JsonObject, at: int) -> list[TakeClaim]:
        """What the unit of the request has to hold, which fails with AlreadyClaimed where its twin
        was first."""
        if not self.key:
            return []
        told = encode(answer).decode()
        return [TakeClaim(Claim(self._claim_key, self._digest, "", at, told))]

    @property
    def _claim_key(self) -> ClaimKey:
        return ClaimKey(_NOBODY, self.scope, f"key:{self.key}")

    @property
    def _digest(self) -> bytes:
        return sha256(canonical(self.body)).digest()
