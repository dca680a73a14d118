"""Whether a pinned key signed a card, and which keys its signatures name.

What a signature says of its key is a name to show and to compare, and nothing to trust.
"""

from base64 import urlsafe_b64decode
from collections.abc import Iterable, Sequence
from typing import Final

from gateway.auth.verifying import KeyNotUsable, PublicKey, is_signed_by
from gateway.core.errors import ParseError
from gateway.core.json import Json, JsonObject, decode
from gateway.store.pin import SignatureStatus

_MOST: Final = 16
_MAX_HEADER: Final = 4096


def check_signature(wire: JsonObject, keys: Sequence[str]) -> SignatureStatus:
    """``keys`` are the pinned ones, as JWK in JSON."""
    if not _signatures(wire):
        return SignatureStatus.UNSIGNED
    if keys_that_signed(wire, keys):
        return SignatureStatus.VERIFIED
    named = set(claimed_keys(wire))
    if any(named & _names(key) for key in keys):
        return SignatureStatus.BAD
    return SignatureStatus.UNKNOWN_KEY


def keys_that_signed(wire: JsonObject, keys: Iterable[str]) -> tuple[str, ...]:
    """Those of the keys that signed this very card."""
    found = dict.fromkeys(keys)
    return tuple(
        key for key in found if (public := _read(key)) is not None and is_signed_by(wire, public)
    )


def keys_of(fingerprint_: str, keys: Iterable[str]) -> tuple[str, ...]:
    """Those of the keys that have this fingerprint."""
    return tuple(key for key in keys if fingerprint(key) == fingerprint_)


def claimed_keys(wire: JsonObject) -> tuple[str, ...]:
    """The names of the keys that the signatures say they are by, each once, in their order."""
    named = (_read_kid(signature) for signature in _signatures(wire)[:_MOST])
    return tuple(dict.fromkeys(name for name in named if name))


def fingerprint(key: str) -> str:
    """The thumbprint (RFC 7638) of a JWK in JSON; "" for what is no key."""
    public = _read(key)
    return public.kid if public is not None else ""


def _names(key: str) -> set[str]:
    own = decode(key.encode()).get("kid")
    return {fingerprint(key), own} if isinstance(own, str) else {fingerprint(key)}


def _read(key: str) -> PublicKey | None:
    try:
        return PublicKey.of(decode(key.encode()))
    except (KeyNotUsable, ParseError):
        return None


def _signatures(wire: JsonObject) -> list[Json]:
    signatures = wire.get("signatures")
    return signatures if isinstance(signatures, list) else []


def _read_kid(signature: Json) -> str:
    protected = signature.get("protected") if isinstance(signature, dict) else None
    if not isinstance(protected, str) or len(protected) > _MAX_HEADER:
        return ""
    try:
        header = decode(urlsafe_b64decode(protected + "=" * (-len(protected) % 4)))
    except (ValueError, ParseError):
        return ""
    kid = header.get("kid") if isinstance(header, dict) else None
    return kid[:200] if isinstance(kid, str) else ""
