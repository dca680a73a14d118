"""Secrets at rest: each is sealed with the gateway's key and bound to the row that keeps it.

A sealed value is ``version (1) | key id (8) | nonce (12) | ciphertext and tag`` (AES-256-GCM). The
version and the key id are its seal, and with the row they are authenticated too: a value that was
moved to another row, or changed, does not open.
"""

from collections.abc import Iterable
from os import urandom
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gateway.core.errors import ConfigError, SecretError
from gateway.core.seal import SEAL_BYTES, seal_of

LEAST_KEY: Final = 32
"""Characters of a key: it must come from a generator, since nothing slows down guesses."""

_VERSION: Final = b"\x01"
_NONCE_BYTES: Final = 12
_CIPHER_KEY_BYTES: Final = 32


class Safe:
    """Seals and opens; the only holder of the keys. The first key seals, and all of them open."""

    __slots__ = ("_ciphers", "_seal")

    def __init__(self, first: str, *others: str) -> None:
        """Raise ConfigError for a key that is too short."""
        self._ciphers = dict(_derive(key) for key in (first, *others))
        self._seal = next(iter(self._ciphers))

    @classmethod
    def of(cls, text: str) -> Self:
        """The keys as the operator gives them: parted by white space, the sealing one first."""
        return cls(*(text.split() or [""]))

    @property
    def seal_of_now(self) -> bytes:
        """The seal of all that is sealed from now on (``core.seal``)."""
        return self._seal

    def seal(self, plain: bytes | str, bound_to: str) -> bytes:
        """``bound_to`` names the tenant, the row and the column, as no other place is named."""
        data = plain.encode() if isinstance(plain, str) else plain
        nonce = urandom(_NONCE_BYTES)
        cipher = self._ciphers[self._seal]
        return self._seal + nonce + cipher.encrypt(nonce, data, _bind(self._seal, bound_to))

    def open(self, sealed: bytes, bound_to: str) -> bytes:
        """Raise SecretError for a value of another key or another row, or one that was changed."""
        seal, rest = seal_of(sealed), sealed[SEAL_BYTES:]
        cipher = self._ciphers.get(seal)
        if cipher is None:
            raise SecretError("it was sealed with a key that this gateway does not have")
        nonce, ciphertext = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
        try:
            return cipher.decrypt(nonce, ciphertext, _bind(seal, bound_to))
        except (InvalidTag, ValueError):
            raise SecretError("it was changed, or belongs to another row") from None

    def opens(self, seals: Iterable[bytes]) -> bool:
        """Whether there is a key for each of these seals (``core.seal``)."""
        return all(seal in self._ciphers for seal in seals)


def _derive(key: str) -> tuple[bytes, AESGCM]:
    """The seal of a key, and its cipher."""
    if len(key) < LEAST_KEY:
        raise ConfigError(
            f"a secret key must have at least {LEAST_KEY} random characters;"
            " `openssl rand -base64 32` makes one"
        )
    id_bytes = SEAL_BYTES - len(_VERSION)
    derived = HKDF(
        SHA256(), length=_CIPHER_KEY_BYTES + id_bytes, salt=None, info=b"peergate secrets 1"
    ).derive(key.encode())
    return _VERSION + derived[_CIPHER_KEY_BYTES:], AESGCM(derived[:_CIPHER_KEY_BYTES])


def _bind(seal: bytes, bound_to: str) -> bytes:
    return seal + bound_to.encode()
