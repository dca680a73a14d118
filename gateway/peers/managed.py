"""The peers whose rows the store keeps: added, changed and removed while the gateway runs.

Apart from the config file, which is the operator's and is never written here. What a method changes
is durable when it returns, and counts from then on.
"""

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from gateway.auth.credentials import Credentials, origin_text
from gateway.auth.peer_safe import PeerSafe
from gateway.auth.tokens import NewToken, new_token
from gateway.config import STORED, PeerRow, TokenRow, read_peer
from gateway.core.clock import Clock
from gateway.core.errors import GatewayError, InvalidParams
from gateway.core.json import decode
from gateway.core.peer import PeerStatus
from gateway.observe.log import Log
from gateway.outbox import announcement
from gateway.peers.refusals import NotManaged, PeerExists, PeerRevoked, TooManyTokens
from gateway.store.base import TenantStore
from gateway.store.managed import (
    ForgetManagedPeer,
    ForgetSecrets,
    ManagedPeer,
    PeerSecret,
    Purpose,
    SaveManagedPeer,
    SaveSecret,
)
from gateway.store.writes import Write

_TOKEN: Final = re.compile(r"[!-~]{20,512}")

MAX_TOKENS: Final = 20
"""So many tokens of a peer may be good at once."""


class Rotation(Struct, frozen=True):
    """``is_announced`` says that the peer is told of the token, so that nobody else has to be."""

    token: NewToken
    row: PeerRow
    is_announced: bool


class ManagedPeers:
    """``adopt`` is told the rows whenever they change, ``wake`` that something is in the outbox;
    ``is_taken`` says whether any row, of the file too, has a name.
    """

    def __init__(
        self,
        store: TenantStore,
        safe: PeerSafe,
        credentials: Credentials,
        adopt: Callable[[Sequence[PeerRow]], None],
        is_taken: Callable[[str], bool],
        wake: Callable[[], None],
        clock: Clock,
        log: Log,
    ) -> None:
        self._store = store
        self._safe = safe
        self._credentials = credentials
        self._adopt = adopt
        self._is_taken = is_taken
        self._wake = wake
        self._clock = clock
        self._log = log
        self._lock = asyncio.Lock()
        self._kept: dict[str, tuple[ManagedPeer, PeerRow]] = {}

    async def load(self) -> None:
        """Have what is stored count. A row that cannot be read does not, and the log says so."""
        kept: dict[str, tuple[ManagedPeer, PeerRow]] = {}
        for peer in await self._store.managed.list_all():
            try:
                kept[peer.name] = (peer, read_peer(decode(peer.row.encode())))
            except GatewayError as error:
                self._log.error("managed_peer_refused", peer=peer.name, problem=error.message)
        self._credentials.adopt(await self._store.managed.list_secrets(Purpose.OUTBOUND))
        self._kept = kept
        self._adopt([row for _, row in kept.values()])

    def find(self, name: str) -> ManagedPeer | None:
        kept = self._kept.get(name)
        return None if kept is None else kept[0]

    def find_token_problem(self, row: PeerRow) -> str:
        """Why the stored token of a row, of the file too, is not sent; "" where it is."""
        return self._credentials.find_problem(row.as_peer())

    def check_free(self, name: str) -> None:
        """Raise PeerExists for a name that a row has already."""
        if self._is_taken(name):
            raise PeerExists(name)

    def key_of(self, name: str) -> str:
        """The key that an invitation brought, as JWK in JSON; "" for none."""
        kept = self.find(name)
        return "" if kept is None else kept.key

    def get_row(self, name: str) -> PeerRow:
        """Raise NotManaged."""
        return self._get(name)[1]

    async def add(
        self, row: PeerRow, *also: Write, token: str = "", key: str = "", tokens_url: str = ""
    ) -> PeerRow:
        """The row as it is kept; ``token`` is what we call the peer with. ``also`` is of the same
        unit. Raise PeerExists, or what the unit raises.
        """
        async with self._lock:
            self.check_free(row.name)
            now = self._clock.now()
            if token:
                row = row.model_copy(update={"outbound_token": STORED})
                also = (*also, SaveSecret(self._outbound(row.name, row.url, token)))
            peer = ManagedPeer(row.name, _dump(row), key, tokens_url, now, now)
            # What was secret with another of that name is not this one's.
            await self._store.commit(ForgetSecrets(row.name), SaveManagedPeer(peer), *also)
            await self.load()
            return row

    async def set_status(self, name: str, status: PeerStatus) -> PeerRow:
        """Raise NotManaged, or PeerRevoked: who is revoked stays so, and loses our token."""
        async with self._lock:
            peer, row = self._get_unrevoked(name)
            also = (ForgetSecrets(name),) if status is PeerStatus.REVOKED else ()
            return await self._save(peer, row.model_copy(update={"status": status}), *also)

    async def rotate(self, name: str, overlap_ms: int) -> Rotation:
        """A new token, with the old ones good for that long at most; a peer that has a place for it
        is told of it. Raise NotManaged, PeerRevoked, TooManyTokens.
        """
        async with self._lock:
            peer, row = self._get_unrevoked(name)
            now, token = self._clock.now(), new_token()
            tokens = tuple(_still_good(row.tokens, now, now + overlap_ms))
            if len(tokens) >= MAX_TOKENS:
                raise TooManyTokens
            fresh = TokenRow(id=token.id, hash=token.hash)
            also: list[Write] = []
            if peer.tokens_url:
                plain = token.token.encode()
                secret = self._safe.seal(name, Purpose.ANNOUNCED, token.id, plain, now)
                also = [SaveSecret(secret), announcement(name, token.id, self._clock)]
            row = row.model_copy(update={"tokens": (*tokens, fresh)})
            row = await self._save(peer, row, *also)
            self._wake()
            return Rotation(token, row, bool(also))

    async def remove(self, name: str) -> None:
        """Forget the row and all that is secret with it; raise NotManaged."""
        async with self._lock:
            self._get(name)
            await self._store.commit(ForgetManagedPeer(name), ForgetSecrets(name))
            await self.load()

    async def keep_token(self, name: str, url: str, token: str) -> None:
        """Keep a token to call the peer with at the origin of this URL; a row of the file must say
        ``outbound_token = "stored"`` to have it used. Raise InvalidParams for no URL.
        """
        async with self._lock:
            secret = SaveSecret(self._outbound(name, url, token))
            if name in self._kept:
                peer, row = self._get_unrevoked(name)
                row = row.model_copy(update={"outbound_token": STORED})
                await self._save(peer, row, secret)
            else:
                await self._store.commit(secret)
                await self.load()

    async def take_announced(self, name: str, token: str) -> bool:
        """Call a peer with this token from now on, as it says; False for one that may not say so,
        since it came by no invitation. Raise InvalidParams for what is no token.
        """
        peer = self.find(name)
        if peer is None or not peer.tokens_url:
            return False
        if not _TOKEN.fullmatch(token):
            raise InvalidParams("token must be 20 to 512 visible ASCII characters")
        await self.keep_token(name, self.get_row(name).url, token)
        self._log.info("peer_token_announced", peer=name)
        return True

    async def forget_secrets(self, name: str) -> None:
        """Forget all that is secret between a peer of the file and us."""
        async with self._lock:
            await self._store.commit(ForgetSecrets(name))
            await self.load()

    async def _save(self, peer: ManagedPeer, row: PeerRow, *also: Write) -> PeerRow:
        changed = replace(peer, row=_dump(row), updated_at=self._clock.now())
        await self._store.commit(SaveManagedPeer(changed), *also)
        await self.load()
        return row

    def _get(self, name: str) -> tuple[ManagedPeer, PeerRow]:
        kept = self._kept.get(name)
        if kept is None:
            raise NotManaged(name)
        return kept

    def _get_unrevoked(self, name: str) -> tuple[ManagedPeer, PeerRow]:
        peer, row = self._get(name)
        if row.status is PeerStatus.REVOKED:
            raise PeerRevoked(name)
        return peer, row

    def _outbound(self, name: str, url: str, token: str) -> PeerSecret:
        origin = origin_text(url)
        if not origin:
            raise InvalidParams("a token is kept for one origin, so the peer needs a url")
        now = self._clock.now()
        return self._safe.seal(name, Purpose.OUTBOUND, origin, token.encode(), now)


def _dump(row: PeerRow) -> str:
    return row.model_dump_json(exclude_defaults=True)


def _still_good(tokens: Iterable[TokenRow], now: int, until: int) -> Iterable[TokenRow]:
    """Those that are not dead, none of which lives any longer than ``until``."""
    end = datetime.fromtimestamp(until / 1000, UTC)
    for token in tokens:
        if token.expires_ms is None or token.expires_ms > until:
            yield token.model_copy(update={"expires": end})
        elif token.expires_ms > now:
            yield token
