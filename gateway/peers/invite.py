"""Invitations that we give, and what happens when one comes back (docs/invite.md).

An invitation is used up in the unit that makes its peer, so it works once. Its code is kept as a
hash; whoever does not have it, or no longer, learns nothing of whether there is one. For a while
the same acceptance gets the same answer again, so that one that was lost loses nothing.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final

from gateway.auth.peer_safe import PeerSafe
from gateway.auth.tokens import hash_token, new_token
from gateway.config import PeerRow, TokenRow, read_peer
from gateway.core.clock import Clock
from gateway.core.errors import GatewayError
from gateway.core.json import decode, encode
from gateway.core.peer import Peer
from gateway.net import Reach
from gateway.observe.log import Log
from gateway.peers.introduce import INVITATIONS, Introducer, check_introduction
from gateway.peers.letters import InviteFile, read_introduction
from gateway.peers.managed import ManagedPeers
from gateway.store.base import TenantStore
from gateway.store.invitation import AddInvitation, Invitation, InvitationGone, TakeInvitation

ANSWER_MS: Final = 10 * 60_000
"""So long the same acceptance gets the same answer."""

MAX_OPEN: Final = 1000
"""So many invitations may be open at once."""

_CODE_BYTES: Final = 32


class TooManyInvitations(GatewayError):
    """There are as many open invitations as there may be; withdraw some."""

    reason, http_status = "TOO_MANY_INVITATIONS", 409


class InvitationNotFound(GatewayError):
    """There is no such invitation."""

    reason, http_status = "INVITATION_NOT_FOUND", 404


class Invitations:
    def __init__(
        self,
        store: TenantStore,
        safe: PeerSafe,
        managed: ManagedPeers,
        introducer: Introducer,
        reach: Callable[[Peer], Reach],
        clock: Clock,
        log: Log,
    ) -> None:
        self._store = store
        self._safe = safe
        self._managed = managed
        self._introducer = introducer
        self._reach = reach
        self._clock = clock
        self._log = log
        self._lock = asyncio.Lock()

    async def give(self, row: PeerRow, expires_ms: int) -> InviteFile:
        """An invitation for the peer that will have this row; raise PeerExists, NoAddress,
        TooManyInvitations.
        """
        self._managed.check_free(row.name)
        now, introducer = self._clock.now(), self._introducer
        known = await self._store.invitations.list_all()
        if sum(is_open(invitation, now) for invitation in known) >= MAX_OPEN:
            raise TooManyInvitations
        code = token_urlsafe(_CODE_BYTES)
        address, signer = introducer.address, await introducer.signer()
        dumped = row.model_dump_json(exclude_defaults=True)
        invitation = Invitation(hash_token(code), row.name, dumped, now, expires_ms)
        await self._store.commit(AddInvitation(invitation))
        self._log.info("peer_invited", peer=row.name)
        return InviteFile(
            agent=introducer.agent,
            card_url=introducer.card_url,
            invitation_url=f"{address}{INVITATIONS}/{code}",
            fingerprint=signer.kid,
            key=dict(signer.public),
            expires=datetime.fromtimestamp(expires_ms / 1000, UTC),
        )

    async def get(self, code: str) -> Invitation:
        """The invitation that is good, or was used a moment ago; raise InvitationNotFound."""
        now = self._clock.now()
        invitation = await self._store.invitations.find(hash_token(code))
        if invitation is None or not (is_open(invitation, now) or _is_answered(invitation, now)):
            raise InvitationNotFound
        return invitation

    async def take(self, code: str, body: bytes, max_depth: int) -> bytes:
        """Make the peer that accepts an invitation; the answer is our own introduction, in JSON.

        Raise InvitationNotFound, PeerExists when the name was given away meanwhile, or what is
        wrong with the body: InvalidParams, KeyNotUsable, ParseError, EgressDenied.
        """
        digest = sha256(body).digest()
        async with self._lock:
            invitation = await self.get(code)
            if invitation.used_at is None:
                return await self._make(invitation, body, digest, max_depth)
            if invitation.digest != digest:
                raise InvitationNotFound
            return self._safe.open_answer(invitation)

    async def _make(
        self, invitation: Invitation, body: bytes, digest: bytes, max_depth: int
    ) -> bytes:
        row = read_peer(decode(invitation.row.encode()))
        letter = read_introduction(decode(body, max_depth=max_depth))
        other = check_introduction(letter, self._reach(row.as_peer()))
        token = new_token()
        answer = encode((await self._introducer.introduce(token)).write())
        sealed = self._safe.seal_answer(invitation.code_hash, answer)
        known = {"url": other.url, "tokens": (TokenRow(id=token.id, hash=token.hash),)}
        try:
            await self._managed.add(
                row.model_copy(update=known),
                TakeInvitation(invitation.code_hash, digest, sealed, self._clock.now()),
                token=other.token,
                key=encode(dict(other.key.jwk)).decode(),
                tokens_url=other.tokens_url,
            )
        except InvitationGone:
            raise InvitationNotFound from None
        self._log.info(
            "invitation_accepted", peer=row.name, agent=other.name, url=other.url, key=other.key.kid
        )
        return answer


def is_open(invitation: Invitation, now: int) -> bool:
    """Whether it may still be accepted."""
    return invitation.used_at is None and invitation.expires_at > now


def _is_answered(invitation: Invitation, now: int) -> bool:
    used_at = invitation.used_at
    return used_at is not None and bool(invitation.sealed) and now - used_at < ANSWER_MS
