"""The keys that sign this agent's card: made here, kept sealed, retired, and told to the world.

Every key that is not retired signs, so that peers can pin a new key before the old one goes. A
retired key has lost its private half, and stays in the JWKS while cards that it signed may be in
someone's cache; one that is removed is gone from there at once.
"""

from typing import Final

from msgspec.structs import replace

from gateway.auth.secrets import Safe
from gateway.auth.signing import Algorithm, Signer
from gateway.core.clock import Clock
from gateway.core.errors import SecretError
from gateway.core.json import JsonObject, decode, encode
from gateway.store.base import TenantStore
from gateway.store.signing import SaveSigningKey, SigningKey

OVERLAP_MS: Final = 7 * 86_400_000


class KeyRing:
    """What it changes is durable when it returns; ``signers`` is another tuple from then on."""

    def __init__(self, store: TenantStore, safe: Safe, tenant: str, clock: Clock) -> None:
        self._store = store
        self._safe = safe
        self._tenant = tenant
        self._clock = clock
        self.keys: tuple[SigningKey, ...] = ()
        self.signers: tuple[Signer, ...] = ()

    async def load(self) -> None:
        """Read the keys from the store; raise SecretError for one that does not open."""
        self.keys = tuple(await self._store.list_signing_keys())
        self.signers = tuple(self._open(key) for key in self.keys if key.retired_at is None)

    def find(self, kid: str) -> SigningKey | None:
        return next((key for key in self.keys if key.kid == kid), None)

    async def add(self, algorithm: Algorithm) -> SigningKey:
        """Make a key that signs from now on, beside those that there are."""
        signer = Signer.new(algorithm)
        key = SigningKey(
            kid=signer.kid,
            algorithm=signer.algorithm.value,
            public=encode(signer.public).decode(),
            sealed=self._safe.seal(signer.private, self._place(signer.kid)),
            created_at=self._clock.now(),
        )
        await self._save(key)
        return key

    async def retire(self, key: SigningKey) -> SigningKey:
        """Let a key sign no more; one that is retired already stays as it is."""
        if key.retired_at is not None:
            return key
        retired = replace(key, sealed=b"", retired_at=self._clock.now())
        await self._save(retired)
        return retired

    async def remove(self, key: SigningKey) -> None:
        """Forget a key altogether, as one must that others may know."""
        await self._store.forget_signing_key(key.kid)
        await self.load()

    def jwks(self) -> JsonObject:
        """The public halves as a JWK set (RFC 7517): what signs, and what signed of late."""
        since = self._clock.now() - OVERLAP_MS
        shown = (key for key in self.keys if key.retired_at is None or key.retired_at > since)
        return {"keys": [decode(key.public.encode()) for key in shown]}

    async def _save(self, key: SigningKey) -> None:
        await self._store.commit(SaveSigningKey(key))
        await self.load()

    def _open(self, key: SigningKey) -> Signer:
        try:
            return Signer.of(self._safe.open(key.sealed, self._place(key.kid)))
        except SecretError as error:
            raise SecretError(f"the signing key {key.kid}: {error.detail}") from None

    def _place(self, kid: str) -> str:
        return f"{self._tenant}/signing_keys/{kid}"
