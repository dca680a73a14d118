"""Signatures of others: JWS (RFC 7515) under keys that are known beforehand, as JWK (RFC 7517).

A key is known by its thumbprint (RFC 7638) and by nothing that a signature says of itself: where it
names a key's address (``jku``) or a certificate, that is not looked at.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass, field
from typing import Final, Self, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
    EllipticCurvePublicNumbers,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from gateway.auth.signing import Algorithm, thumbprint
from gateway.core.errors import GatewayError
from gateway.core.json import Json, JsonObject
from gateway.dialects.card import canonical_forms

_P256_BYTES: Final = 32
_MAX_SIGNATURES: Final = 16
_MAX_TEXT: Final = 4096

_Key: TypeAlias = EllipticCurvePublicKey | Ed25519PublicKey


class KeyNotUsable(GatewayError):
    """This is no public key that signatures are verified with here: ES256 or Ed25519, as a JWK."""

    reason, http_status = "KEY_NOT_USABLE", 400


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that verifies. ``kid`` is its thumbprint, whatever its owner calls it."""

    kid: str
    algorithm: Algorithm
    jwk: JsonObject
    _key: _Key = field(repr=False)

    @classmethod
    def of(cls, jwk: Json) -> Self:
        """Raise KeyNotUsable; of the JWK only the members that make the key are read."""
        try:
            if jwk["kty"] == "OKP" and jwk["crv"] == "Ed25519":
                members = {"crv": "Ed25519", "kty": "OKP", "x": jwk["x"]}
                key: _Key = Ed25519PublicKey.from_public_bytes(_bytes(jwk["x"]))
                return cls(thumbprint(members), Algorithm.EDDSA, members, key)
            if jwk["kty"] == "EC" and jwk["crv"] == "P-256":
                members = {"crv": "P-256", "kty": "EC", "x": jwk["x"], "y": jwk["y"]}
                x, y = (int.from_bytes(_bytes(jwk[axis])) for axis in ("x", "y"))
                key = EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()
                return cls(thumbprint(members), Algorithm.ES256, members, key)
        except (KeyError, TypeError, ValueError):
            pass
        raise KeyNotUsable

    def verifies(self, protected: str, signature: str, payload: bytes) -> bool:
        """Whether this key signed the payload (detached: RFC 7515, appendix F)."""
        try:
            header = json.loads(_bytes(protected))
            # What is critical must be understood (section 4.1.11), and nothing of it is here.
            if header["alg"] != self.algorithm or "crit" in header:
                return False
            signed = b"%b.%b" % (protected.encode(), _base64url(payload))
            self._verify(_bytes(signature), signed)
        except (InvalidSignature, KeyError, TypeError, ValueError, RecursionError):
            return False
        return True

    def _verify(self, signature: bytes, signed: bytes) -> None:
        if isinstance(self._key, Ed25519PublicKey):
            self._key.verify(signature, signed)
            return
        if len(signature) != 2 * _P256_BYTES:
            raise InvalidSignature
        halves = (signature[:_P256_BYTES], signature[_P256_BYTES:])
        r, s = (int.from_bytes(half) for half in halves)
        self._key.verify(encode_dss_signature(r, s), signed, ECDSA(SHA256()))


def is_signed_by(card: JsonObject, key: PublicKey) -> bool:
    """Whether one of the card's signatures is over this very card and by this key (A2A 1.0, 8.4.3).

    ``card`` is the card as it came.
    """
    signatures = card.get("signatures")
    if not isinstance(signatures, list):
        return False
    forms = canonical_forms(card)
    for signature in signatures[:_MAX_SIGNATURES]:
        if not isinstance(signature, dict):
            continue
        protected, value = signature.get("protected"), signature.get("signature")
        if not isinstance(protected, str) or not isinstance(value, str):
            continue
        if any(key.verifies(protected, value, form) for form in forms):
            return True
    return False


def _bytes(text: str) -> bytes:
    """Raise ValueError for what is no base64url of bounded length."""
    if not isinstance(text, str) or len(text) > _MAX_TEXT or not text.isascii():
        raise ValueError
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except Base64Error:
        raise ValueError from None


def _base64url(data: bytes) -> bytes:
    return urlsafe_b64encode(data).rstrip(b"=")
