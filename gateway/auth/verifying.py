"""Signatures of others: JWS (RFC 7515) under keys that are known beforehand, as JWK (RFC 7517).

A key is known by its thumbprint (RFC 7638) and by nothing that a signature says of itself: where it
names a key's address (``jku``) or a certificate, that is not looked at.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass, field
from typing import Final, Self

from gateway.auth import crypto
from gateway.auth.signing import Algorithm, thumbprint
from gateway.core.errors import GatewayError
from gateway.core.json import Json, JsonObject
from gateway.dialects.card import canonical_forms

_MAX_SIGNATURES: Final = 16
_MAX_TEXT: Final = 4096


class KeyNotUsable(GatewayError):
    """This is no public key that signatures are verified with here: ES256 or Ed25519, as a JWK."""

    reason, http_status = "KEY_NOT_USABLE", 400


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that verifies. ``kid`` is its thumbprint, whatever its owner calls it."""

    kid: str
    algorithm: Algorithm
    jwk: JsonObject
    _key: crypto.PublicKey = field(repr=False)

    @classmethod
    def of(cls, jwk: Json) -> Self:
        """Raise KeyNotUsable; of the JWK only the members that make the key are read."""
        try:
            if jwk["kty"] == "OKP" and jwk["crv"] == "Ed25519":
                members = {"crv": "Ed25519", "kty": "OKP", "x": jwk["x"]}
                key = crypto.public_key(Algorithm.EDDSA, (_bytes(jwk["x"]),))
                return cls(thumbprint(members), Algorithm.EDDSA, members, key)
            if jwk["kty"] == "EC" and jwk["crv"] == "P-256":
                members = {"crv": "P-256", "kty": "EC", "x": jwk["x"], "y": jwk["y"]}
                key = crypto.public_key(Algorithm.ES256, (_bytes(jwk["x"]), _bytes(jwk["y"])))
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
            return self._key.verifies(_bytes(signature), signed)
        except (KeyError, TypeError, ValueError, RecursionError):
            return False


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
