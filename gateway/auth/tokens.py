"""New tokens, and the hashes by which they are kept.

A token carries 256 random bits, so a plain SHA-256 keeps a peer's as well as a slow hash would.
"""

import hashlib
import hmac
import secrets
import string
from typing import ClassVar, Final

from gateway.auth.operator import OPERATORS, hash_operator_token
from gateway.core.guarded import Guarded
from gateway.core.person import OPERATOR

# Letters, digits and underscores are one word to a double click. 43 of 62 letters carry 256 bits.
_SECRET_ALPHABET: Final = string.ascii_letters + string.digits
_SECRET_LENGTH: Final = 43
_ID_ALPHABET: Final = string.ascii_lowercase + string.digits
_ID_LENGTH: Final = 12


class NewToken(Guarded, frozen=True):
    """A token that was just made: ``token`` is shown once, ``id`` and ``hash`` are kept."""

    hidden: ClassVar = ("token", "hash")

    id: str
    token: str
    hash: str


def new_token() -> NewToken:
    """A peer's token, ``pg_<id>_<secret>``."""
    token_id = _random(_ID_ALPHABET, _ID_LENGTH)
    token = f"pg_{token_id}_{_random(_SECRET_ALPHABET, _SECRET_LENGTH)}"
    return NewToken(token_id, token, hash_token(token))


def new_operator_token() -> NewToken:
    """The operator's token, ``pgop_<secret>``; no peer's token looks like it."""
    return _operator_token(OPERATOR, OPERATORS)


def new_signal_token() -> NewToken:
    """The token of those who send signals, ``pgsg_<secret>``."""
    token = f"pgsg_{_random(_SECRET_ALPHABET, _SECRET_LENGTH)}"
    return NewToken("signals", token, hash_token(token))


def new_person_token(name: str) -> NewToken:
    """The token of one of the operator's people, ``pgop_<name>_<secret>``."""
    return _operator_token(name, f"{OPERATORS}{name}_")


def is_token(token: str, token_hash: str) -> bool:
    """Whether the token is the one of this SHA-256; in a time that tells nothing of it."""
    return hmac.compare_digest(hash_token(token), token_hash)


def hash_token(token: str | bytes) -> str:
    """SHA-256 in hexadecimal; defined for every string, lone surrogates of a header included."""
    data = token.encode("utf-8", "surrogatepass") if isinstance(token, str) else token
    return hashlib.sha256(data).hexdigest()


def _operator_token(owner: str, prefix: str) -> NewToken:
    token = f"{prefix}{_random(_SECRET_ALPHABET, _SECRET_LENGTH)}"
    return NewToken(owner, token, hash_operator_token(token))


def _random(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))
