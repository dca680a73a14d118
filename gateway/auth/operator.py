"""The operator's token, and those of their people: checked off the loop against argon2id.

Argon2id because a person may choose the shared token. A person's own token says whose it is, so
that it is held against one hash alone, however many people there are.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from hmac import compare_digest
from typing import ClassVar, Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gateway.config import OperatorSettings
from gateway.core.errors import RETRY_AFTER, RateLimited, Unauthenticated
from gateway.core.guarded import Guarded
from gateway.core.person import OPERATOR

REMEMBER_MS: Final = 60_000
OPERATORS: Final = "pgop_"
"""What every token begins with that is the operator's or one of their people's."""

_MOST_WAITING: Final = 8


def hash_operator_token(token: str) -> str:
    """The argon2id string for a ``token_hash``; takes a good part of a second."""
    return PasswordHasher().hash(token)


class _Verified(Guarded, frozen=True):
    """A token's digest, the hash that it was right for, and until when that is remembered."""

    hidden: ClassVar = ("digest", "token_hash")

    digest: bytes
    token_hash: str
    until: int


class OperatorGate:
    """``read`` gives the settings as they are now: whose row is taken out is out at once.

    A verified token is remembered for a minute. One verification runs at a time, and once for all
    who wait for the same: argon2 takes a core, and a flood of guesses must not take all.
    """

    def __init__(self, read: Callable[[], OperatorSettings], now: Callable[[], int]) -> None:
        self._read = read
        self._now = now
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="operator")
        self._remembered: dict[str, _Verified] = {}
        self._running: dict[tuple[str, bytes], asyncio.Future[bool]] = {}

    async def identify(self, token: str) -> str:
        """The name of the person whose token this is, or ``operator``.

        Raise Unauthenticated, or RateLimited while too many other tokens are looked at.
        """
        name, token_hash = _find_hash(self._read(), token)
        digest = sha256(token.encode()).digest()
        if self._is_remembered(name, token_hash, digest):
            return name
        if not token_hash:
            raise Unauthenticated
        if not await self._verify(token_hash, token, digest) or not name:
            raise Unauthenticated
        self._remembered[name] = _Verified(digest, token_hash, self._now() + REMEMBER_MS)
        return name

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _verify(self, token_hash: str, token: str, digest: bytes) -> bool:
        same = token_hash, digest
        if same not in self._running:
            if len(self._running) >= _MOST_WAITING:
                raise RateLimited("too many tokens are looked at", metadata={RETRY_AFTER: "1"})
            loop = asyncio.get_running_loop()
            self._running[same] = loop.run_in_executor(self._pool, _verify, token_hash, token)
            self._running[same].add_done_callback(lambda _: self._running.pop(same))
        # Who goes away must not end it for the others.
        return await asyncio.shield(self._running[same])

    def _is_remembered(self, name: str, token_hash: str, digest: bytes) -> bool:
        known = self._remembered.get(name)
        return (
            known is not None
            and known.token_hash == token_hash
            and compare_digest(known.digest, digest)
            and self._now() < known.until
        )


def _find_hash(settings: OperatorSettings, token: str) -> tuple[str, str]:
    """Whose token it would be, and its hash.

    A name that nobody has takes as long as a wrong secret: it is held against another's hash.
    """
    hashes = {row.name: row.token_hash for row in settings.people}
    name = token.removeprefix(OPERATORS).rpartition("_")[0]
    if token.startswith(OPERATORS) and name in hashes:
        return name, hashes[name]
    if settings.token_hash:
        return OPERATOR, settings.token_hash
    return "", next(iter(hashes.values()), "")


def _verify(token_hash: str, token: str) -> bool:
    try:
        return PasswordHasher().verify(token_hash, token)
    except (VerificationError, InvalidHashError):
        return False
