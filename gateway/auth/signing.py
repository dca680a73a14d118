"""Signatures that others verify: JWS (RFC 7515) by keys of our own, and their public halves (JWK).

Signing is deterministic for both algorithms, so that the same text has the same signature after a
restart, and a cache that holds it stays right.
"""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Self

from gateway.auth.crypto import (
    Algorithm,
    PrivateKey,
    load_private_key,
    new_private_key,
)
from gateway.core.json import JsonObject

__all__ = ["Algorithm", "Signer", "thumbprint"]


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that signs. ``kid`` is its thumbprint (RFC 7638), by which others may pin it."""

    kid: str
    algorithm: Algorithm
    _key: PrivateKey = field(repr=False)

    @classmethod
    def new(cls, algorithm: Algorithm) -> Self:
        while True:
            signer = cls._holding(new_private_key(algorithm))
            # A name that begins like an option cannot be given to a command.
            if not signer.kid.startswith("-"):
                return signer

    @classmethod
    def of(cls, private: bytes) -> Self:
        """What ``private`` gave; raise SecretError for anything else."""
        return cls._holding(load_private_key(private))

    @classmethod
    def _holding(cls, key: PrivateKey) -> Self:
        return cls(thumbprint(_public_members(key)), key.algorithm, key)

    @property
    def private(self) -> bytes:
        """The key itself (PKCS #8): to be sealed at once."""
        return self._key.der

    @property
    def public(self) -> JsonObject:
        """The public half as a JWK (RFC 7517, RFC 8037)."""
        named = {"kid": self.kid, "alg": self.algorithm.value, "use": "sig"}
        return {**_public_members(self._key), **named}

    def sign(self, payload: bytes) -> JsonObject:
        """``{protected, signature}`` over a payload that is not repeated (RFC 7515, appendix F)."""
        header = {"alg": self.algorithm.value, "kid": self.kid, "typ": "JOSE"}
        protected = _base64url(_json(header))
        signed = f"{protected}.{_base64url(payload)}".encode()
        return {"protected": protected, "signature": _base64url(self._key.sign(signed))}


def _public_members(key: PrivateKey) -> JsonObject:
    """The members that make the key, in the order of their names."""
    if key.algorithm is Algorithm.EDDSA:
        (x,) = key.point
        return {"crv": "Ed25519", "kty": "OKP", "x": _base64url(x)}
    x, y = key.point
    return {"crv": "P-256", "kty": "EC", "x": _base64url(x), "y": _base64url(y)}


def thumbprint(members: JsonObject) -> str:
    """Of the members of a JWK that make its key, in the order of their names (RFC 7638)."""
    return _base64url(sha256(_json(members)).digest())


def _json(value: JsonObject) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
