"""The token in a request's headers: ``Authorization: Bearer`` or ``X-API-Key``, nowhere else."""

from collections.abc import Sequence
from hmac import compare_digest
from typing import Final

from gateway.core.errors import InvalidRequest, Unauthenticated

MAX_TOKEN: Final = 512
# Of HTTP; Unicode has more, and what holds one of those is no token of ours.
_BLANK: Final = " \t"
MISSING: Final = "Missing or invalid authorization header"


def read_credential(authorization: Sequence[str], api_key: Sequence[str]) -> str:
    """The one token that the two headers' values give.

    Raise InvalidRequest when a header came twice, Unauthenticated when there is no token, it
    cannot be one of ours, or the two differ. Its detail is for Flowwink's paths, whose callers are
    told when they sent no token at all.
    """
    if len(authorization) > 1 or len(api_key) > 1:
        raise InvalidRequest("send one Authorization header and one X-API-Key header at most")
    bearer = _bearer(authorization[0]) if authorization else ""
    key = api_key[0] if api_key else bearer
    token = bearer or key
    if not token:
        raise Unauthenticated(MISSING)
    if len(token) > MAX_TOKEN or not (token.isascii() and key.isascii()):
        raise Unauthenticated
    if not compare_digest(token, key):
        raise Unauthenticated
    return token


def _bearer(value: str) -> str:
    scheme, _, token = value.partition(" ")
    token = token.strip(_BLANK)
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated(MISSING)
    return token
