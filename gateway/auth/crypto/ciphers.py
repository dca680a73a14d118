"""AES-256-GCM under keys that are derived from the operator's (HKDF, RFC 5869)."""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gateway.core.errors import SecretError

_KEY_BYTES: Final = 32


class AesGcm:
    """A ``Cipher``."""

    __slots__ = ("_aead",)

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)

    def encrypt(self, nonce: bytes, plain: bytes, bound_to: bytes) -> bytes:
        return self._aead.encrypt(nonce, plain, bound_to)

    def decrypt(self, nonce: bytes, sealed: bytes, bound_to: bytes) -> bytes:
        try:
            return self._aead.decrypt(nonce, sealed, bound_to)
        except (InvalidTag, ValueError):
            raise SecretError("it was changed, or belongs to another row") from None


def derive(key: bytes, id_bytes: int) -> tuple[bytes, AesGcm]:
    derived = HKDF(
        SHA256(), length=_KEY_BYTES + id_bytes, salt=None, info=b"peergate secrets 1"
    ).derive(key)
    return derived[_KEY_BYTES:], AesGcm(derived[:_KEY_BYTES])
