"""Signatures that others verify: JWS (RFC 7515) by keys of our own, and their public halves (JWK).

Signing is deterministic for both algorithms, so that the same text has the same signature after a
restart, and a cache that holds it stays right.
"""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Final, Self, TypeAlias

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from gateway.core.errors import SecretError
from gateway.core.json import JsonObject

_P256_BYTES: Final = 32

_PrivateKey: TypeAlias = EllipticCurvePrivateKey | Ed25519PrivateKey


class Algorithm(StrEnum):
    """The names are those of JWS; EdDSA is with Ed25519 alone."""

    ES256 = "ES256"
    EDDSA = "EdDSA"


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that signs. ``kid`` is its thumbprint (RFC 7638), by which others may pin it."""

    kid: str
    algorithm: Algorithm
    _key: _PrivateKey = field(repr=False)

    @classmethod
    def new(cls, algorithm: Algorithm) -> Self:
        while True:
            key = _generate(algorithm)
            kid = thumbprint(_public_members(key))
            # A name that begins like an option cannot be given to a command.
            if not kid.startswith("-"):
                return cls(kid, algorithm, key)

    @classmethod
    def of(cls, private: bytes) -> Self:
        """What ``private`` gave; raise SecretError for anything else."""
        try:
            key = load_der_private_key(private, None)
        except ValueError:
            raise SecretError("it is no private key") from None
        if isinstance(key, Ed25519PrivateKey):
            return cls(thumbprint(_public_members(key)), Algorithm.EDDSA, key)
        if isinstance(key, EllipticCurvePrivateKey) and isinstance(key.curve, SECP256R1):
            return cls(thumbprint(_public_members(key)), Algorithm.ES256, key)
        raise SecretError("it is a key of an algorithm that does not sign here")

    @property
    def private(self) -> bytes:
        """The key itself (PKCS #8): to be sealed at once."""
        return self._key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

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
        return {"protected": protected, "signature": _base64url(_sign(self._key, signed))}


def _generate(algorithm: Algorithm) -> _PrivateKey:
    if algorithm is Algorithm.EDDSA:
        return Ed25519PrivateKey.generate()
    return generate_private_key(SECP256R1())


def _sign(key: _PrivateKey, signed: bytes) -> bytes:
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(signed)
    # JWS writes the two numbers at their full length, one after the other (RFC 7518, section 3.4).
    r, s = decode_dss_signature(key.sign(signed, ECDSA(SHA256(), deterministic_signing=True)))
    return r.to_bytes(_P256_BYTES) + s.to_bytes(_P256_BYTES)


def _public_members(key: _PrivateKey) -> JsonObject:
    """The members that make the key, in the order of their names."""
    if isinstance(key, Ed25519PrivateKey):
        x = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return {"crv": "Ed25519", "kty": "OKP", "x": _base64url(x)}
    point = key.public_key().public_numbers()
    x, y = point.x.to_bytes(_P256_BYTES), point.y.to_bytes(_P256_BYTES)
    return {"crv": "P-256", "kty": "EC", "x": _base64url(x), "y": _base64url(y)}


def thumbprint(members: JsonObject) -> str:
    """Of the members of a JWK that make its key, in the order of their names (RFC 7638)."""
    return _base64url(sha256(_json(members)).digest())


def _json(value: JsonObject) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
