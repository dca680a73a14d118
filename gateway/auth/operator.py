"""The operator's token: made for a person, so kept as argon2id and checked off the loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gateway.core.errors import Unauthenticated

REMEMBER_MS: Final = 60_000


def hash_operator_token(token: str) -> str:
    """The argon2id string for ``[operator] token_hash``; takes a good part of a second."""
    return PasswordHasher().hash(token)


class OperatorGate:
    """``token_hash`` "" refuses everyone. A verified token is remembered for a minute.

    One verification runs at a time: argon2 takes a core, and a flood of guesses must not take all.
    """

    def __init__(self, token_hash: str, now: Callable[[], int]) -> None:
        self._hash = token_hash
        self._now = now
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="operator")
        self._remembered: tuple[bytes, int] | None = None
        self._waiting = 0

    async def check(self, token: str) -> None:
        """Raise Unauthenticated unless this is the operator's token."""
        digest = sha256(token.encode()).digest()
        if self._is_remembered(digest):
            return
        if not self._hash or self._waiting >= 8:
            raise Unauthenticated
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            is_right = await loop.run_in_executor(self._pool, _verify, self._hash, token)
        finally:
            self._waiting -= 1
        if not is_right:
            raise Unauthenticated
        self._remembered = (digest, self._now() + REMEMBER_MS)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _is_remembered(self, digest: bytes) -> bool:
        if self._remembered is None:
            return False
        known, until = self._remembered
        return compare_digest(known, digest) and self._now() < until


def _verify(token_hash: str, token: str) -> bool:
    try:
        return PasswordHasher().verify(token_hash, token)
    except (VerificationError, InvalidHashError):
        return False
