"""Accepting an invitation of another gateway (docs/invite.md).

What is sent is kept, sealed, until the answer is here: whoever accepts once more after an answer
was lost says the same again, and gets the same.
"""

import asyncio
from collections.abc import Callable
from itertools import islice
from random import random
from typing import Final

from msgspec import Struct

from gateway.auth.peer_safe import PeerSafe
from gateway.auth.tokens import hash_token, new_token
from gateway.auth.verifying import PublicKey
from gateway.config import PeerRow, TokenRow
from gateway.core.backoff import backoff
from gateway.core.clock import Clock
from gateway.core.errors import GatewayError, InvalidParams, ParseError
from gateway.core.json import Json, decode, encode
from gateway.core.peer import Peer
from gateway.net import Reach, check_url
from gateway.net.client import HttpAnswer, HttpClient, HttpRequest
from gateway.observe.log import Log
from gateway.outbox.card import base_url
from gateway.peers.introduce import (
    Introduced,
    Introducer,
    check_address,
    check_card,
    check_introduction,
    is_same_origin,
)
from gateway.peers.letters import InviteFile, read_introduction
from gateway.peers.managed import ManagedPeers
from gateway.store.base import TenantStore
from gateway.store.managed import ForgetSecret, Purpose, SaveSecret

TRIES: Final = 4
_JSON: Final = {"Accept": "application/json"}
_FIRST_SECONDS: Final = 0.5
_MOST_SECONDS: Final = 4.0
_PASSES: Final = frozenset({408, 429, 500, 502, 503, 504})


class InvitationRefused(GatewayError):
    """The invitation cannot be accepted."""

    reason, http_status = "INVITATION_REFUSED", 409


class Acceptances(Struct, frozen=True):
    """``seconds`` and ``max_bytes`` bound each request to the other gateway."""

    store: TenantStore
    safe: PeerSafe
    managed: ManagedPeers
    introducer: Introducer
    client: HttpClient
    reach: Callable[[Peer], Reach]
    clock: Clock
    log: Log
    seconds: float
    max_bytes: int

    async def accept(self, invite: InviteFile, row: PeerRow) -> tuple[PeerRow, Introduced]:
        """The row as it is kept now, and who the peer is. ``row`` says all of it but where it is,
        and by which tokens we know each other.

        Raise PeerExists, NoAddress, EgressDenied, InvitationRefused, InvalidParams, KeyNotUsable,
        or what keeps the other gateway from answering.
        """
        self.managed.check_free(row.name)
        if invite.expires.timestamp() * 1000 <= self.clock.now():
            raise InvitationRefused("it has expired; ask for another")
        reach = self.reach(row.as_peer())
        _check_addresses(invite, reach)
        key = PublicKey.of(invite.key)
        if key.kid != invite.fingerprint:
            raise InvalidParams("the invitation's key does not have its fingerprint")
        await self._check_card(invite, key, reach)
        token_id, body = await self._prepare(invite, row.name)
        token_hash = hash_token(decode(body)["token"])
        answer = await self._post(invite, body, reach)
        if answer.status == 404:
            about = hash_token(invite.invitation_url)
            await self.store.commit(ForgetSecret(row.name, Purpose.ACCEPTANCE, about))
            raise InvitationRefused("it was used, withdrawn, or has expired; ask for another")
        other = _read_answer(answer, invite, key, reach)
        known = {
            "url": base_url(invite.card_url),
            "tokens": (TokenRow(id=token_id, hash=token_hash),),
        }
        added = await self.managed.add(
            row.model_copy(update=known),
            token=other.token,
            key=encode(dict(key.jwk)).decode(),
            tokens_url=other.tokens_url,
        )
        self.log.info("invitation_used", peer=row.name, url=added.url, key=key.kid)
        return added, other

    async def _check_card(self, invite: InviteFile, key: PublicKey, reach: Reach) -> None:
        """Before anything is said: whether there is who signs with the key of the invitation."""
        headers = {**_JSON, "A2A-Version": "1.0"}
        request = HttpRequest("GET", invite.card_url, headers=headers)
        answer = await self._send(request, reach)
        if answer.status != 200:
            raise InvitationRefused(f"its card cannot be read: HTTP {answer.status}")
        check_card(_decode(answer), invite.card_url, key)

    async def _prepare(self, invite: InviteFile, name: str) -> tuple[str, bytes]:
        """The id of the token that the other will call us with, and what is posted."""
        about = hash_token(invite.invitation_url)
        kept = await self.store.managed.find_secret(name, Purpose.ACCEPTANCE)
        if kept is not None and kept.about == about:
            token_id, text = decode(self.safe.open(kept))
            return token_id, text.encode()
        token = new_token()
        body = encode((await self.introducer.introduce(token)).write())
        plain = encode([token.id, body.decode()])
        secret = self.safe.seal(name, Purpose.ACCEPTANCE, about, plain, self.clock.now())
        await self.store.commit(SaveSecret(secret))
        return token.id, body

    async def _post(self, invite: InviteFile, body: bytes, reach: Reach) -> HttpAnswer:
        """The answer; what may have been lost on the way is said again, the very same."""
        headers = {**_JSON, "Content-Type": "application/json"}
        request = HttpRequest("POST", invite.invitation_url, body, headers)
        for delay in islice(backoff(_FIRST_SECONDS, _MOST_SECONDS, random), TRIES - 1):
            try:
                answer = await self._send(request, reach)
            except GatewayError as error:
                if not error.retriable:
                    raise
            else:
                if answer.status not in _PASSES:
                    return answer
            await asyncio.sleep(delay)
        return await self._send(request, reach)

    async def _send(self, request: HttpRequest, reach: Reach) -> HttpAnswer:
        return await self.client.send(
            request, reach, seconds=self.seconds, max_bytes=self.max_bytes
        )


def _check_addresses(invite: InviteFile, reach: Reach) -> None:
    """Raise InvalidParams, EgressDenied."""
    if not is_same_origin(invite.invitation_url, invite.card_url):
        raise InvalidParams("the invitation's addresses are not of one origin")
    check_address(invite.card_url, reach)
    check_url(invite.invitation_url, reach)


def _read_answer(
    answer: HttpAnswer, invite: InviteFile, key: PublicKey, reach: Reach
) -> Introduced:
    if answer.status != 200:
        raise InvitationRefused(f"the other gateway answers HTTP {answer.status}")
    introduction = read_introduction(_decode(answer))
    other = check_introduction(introduction, reach)
    if other.key.kid != key.kid or not is_same_origin(introduction.card_url, invite.card_url):
        raise InvitationRefused("the other gateway is not the one that the invitation names")
    return other


def _decode(answer: HttpAnswer) -> Json:
    try:
        return decode(answer.body)
    except ParseError:
        raise InvitationRefused("the other gateway does not answer in JSON") from None
