"""Secrets at rest: each is sealed with the gateway's key and bound to the row that keeps it.

A sealed value is ``version (1) | key id (8) | nonce (12) | ciphertext and tag`` (AES-256-GCM). The
version and the key id are its seal, and with the row they are authenticated too: a value that was
moved to another row, or changed, does not open.
"""

from collections.abc import Iterable
from functools import cached_property
from os import urandom
from typing import Final, Self

from gateway.auth.crypto import Cipher, derive_cipher
from gateway.core.errors import ConfigError, SecretError
from gateway.core.seal import SEAL_BYTES, seal_of

LEAST_KEY: Final = 32
"""Characters of a key: it must come from a generator, since nothing slows down guesses."""

_VERSION: Final = b"\x01"
_NONCE_BYTES: Final = 12


class Safe:
    """Seals and opens; the only holder of the keys. The first key seals, and all of them open."""

    def __init__(self, first: str, *others: str) -> None:
        """Raise ConfigError for a key that is too short."""
        self._keys = tuple(_check(key) for key in (first, *others))

    @classmethod
    def of(cls, text: str) -> Self:
        """The keys as the operator gives them: parted by white space, the sealing one first."""
        return cls(*(text.split() or [""]))

    @property
    def seal_of_now(self) -> bytes:
        """The seal of all that is sealed from now on (``core.seal``)."""
        return next(iter(self._ciphers))

    def seal(self, plain: bytes | str, bound_to: str) -> bytes:
        """``bound_to`` names the tenant, the row and the column, as no other place is named."""
        data = plain.encode() if isinstance(plain, str) else plain
        nonce = urandom(_NONCE_BYTES)
        seal, cipher = next(iter(self._ciphers.items()))
        return seal + nonce + cipher.encrypt(nonce, data, _bind(seal, bound_to))

    def open(self, sealed: bytes, bound_to: str) -> bytes:
        """Raise SecretError for a value of another key or another row, or one that was changed."""
        seal, rest = seal_of(sealed), sealed[SEAL_BYTES:]
        cipher = self._ciphers.get(seal)
        if cipher is None:
            raise SecretError("it was sealed with a key that this gateway does not have")
        nonce, ciphertext = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
        return cipher.decrypt(nonce, ciphertext, _bind(seal, bound_to))

    def opens(self, seals: Iterable[bytes]) -> bool:
        """Whether there is a key for each of these seals (``core.seal``)."""
        return all(seal in self._ciphers for seal in seals)

    @cached_property
    def _ciphers(self) -> dict[bytes, Cipher]:
        """By their seals, the one that seals first; derived when something is there to open."""
        ciphers = (derive_cipher(key, SEAL_BYTES - len(_VERSION)) for key in self._keys)
        return {_VERSION + key_id: cipher for key_id, cipher in ciphers}


def _check(key: str) -> bytes:
    if len(key) < LEAST_KEY:
        raise ConfigError(
            f"a secret key must have at least {LEAST_KEY} random characters;"
            " `openssl rand -base64 32` makes one"
        )
    return key.encode()


def _bind(seal: bytes, bound_to: str) -> bytes:
    return seal + bound_to.encode()
