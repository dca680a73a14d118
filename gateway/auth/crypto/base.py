"""What seals, signs and verifies, whichever library computes it."""

from enum import StrEnum
from typing import Protocol, TypeAlias

Point: TypeAlias = tuple[bytes, ...]
"""The coordinates of a public key: x of Ed25519, x and y of P-256."""


class Algorithm(StrEnum):
    """The names are those of JWS; EdDSA is with Ed25519 alone."""

    ES256 = "ES256"
    EDDSA = "EdDSA"


class Cipher(Protocol):
    """Encrypts; ``bound_to`` is authenticated with the text."""

    def encrypt(self, nonce: bytes, plain: bytes, bound_to: bytes) -> bytes: ...

    def decrypt(self, nonce: bytes, sealed: bytes, bound_to: bytes) -> bytes:
        """Raise SecretError for what was changed, or is bound to something else."""
        ...


class PrivateKey(Protocol):
    """Signs, the same text always the same way."""

    @property
    def algorithm(self) -> Algorithm: ...

    @property
    def point(self) -> Point:
        """Of its public half."""
        ...

    @property
    def der(self) -> bytes:
        """The key itself (PKCS #8)."""
        ...

    def sign(self, data: bytes) -> bytes: ...


class PublicKey(Protocol):
    def verifies(self, signature: bytes, data: bytes) -> bool: ...
