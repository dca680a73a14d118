"""How the peers are: what real calls and looks at their cards have shown, and whom to leave alone.

A backoff belongs to the peer and not to a call: whoever would call meanwhile is told at once when
the next try is. It doubles from failure to failure up to a ceiling, with jitter, and is over when
the peer answers, or calls us. What is known is in memory, and in the store for the next start; that
a peer went down or came up is a notice in the unit that keeps it.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable
from random import random as system_random
from typing import Final

from msgspec.structs import replace

from gateway.core.clock import Clock, iso_from_ms
from gateway.core.errors import RETRY_AFTER, PeerUnreachable, StoreError
from gateway.core.notice import Notice, NoticeType
from gateway.observe.log import Log
from gateway.outbox.pause import MOST_SECONDS, after_answer, after_failure, find_next_try
from gateway.store.base import TenantStore
from gateway.store.health import HealthStatus, PeerHealth, SaveHealth
from gateway.store.notice import RaiseNotice

# Latencies alone are written so often; all else at once.
_LATENCY_MS: Final = 60_000
_SAVE_SECONDS: Final = 1.0


class PeerResting(PeerUnreachable):
    """The peer failed a moment ago and is left alone for now."""

    reason = "PEER_RESTING"


class Health:
    """``most_seconds`` is the ceiling of the backoff as the config says it now; ``on_back`` is told
    of each peer that had failed and is worth a try again."""

    def __init__(
        self,
        store: TenantStore,
        clock: Clock,
        log: Log,
        most_seconds: Callable[[], float] = lambda: MOST_SECONDS,
        random: Callable[[], float] = system_random,
    ) -> None:
        self._store = store
        self._clock = clock
        self._log = log
        self._most_seconds = most_seconds
        self._random = random
        self.on_back: Callable[[str], object] = bool
        self._known: dict[str, PeerHealth] = {}
        self._saved: dict[str, PeerHealth] = {}
        self._untold: list[Notice] = []
        self._news = asyncio.Event()

    async def load(self) -> None:
        """Know what was known before; raise StoreError."""
        self._saved = {health.peer: health for health in await self._store.health.list_all()}
        self._known = dict(self._saved)

    def get(self, peer: str) -> PeerHealth:
        return self._known.get(peer) or PeerHealth(peer)

    def next_try_at(self, peer: str) -> int | None:
        """Until when the peer is left alone, in milliseconds; None where it may be called now."""
        known = self._known.get(peer)
        return None if known is None else find_next_try(known, self._clock.now())

    def is_available(self, peer: str) -> bool:
        return self.next_try_at(peer) is None

    def check_available(self, peer: str) -> None:
        """Raise PeerResting while a backoff is in force."""
        next_at = self.next_try_at(peer)
        if next_at is not None:
            seconds = -(-(next_at - self._clock.now()) // 1000)
            raise PeerResting(
                f"the next try is at {iso_from_ms(next_at)}", metadata={RETRY_AFTER: str(seconds)}
            )

    def in_order(self, peers: Iterable[str]) -> list[str]:
        """Those that are well first, those left alone last; else in the order given."""
        return sorted(peers, key=self._rank)

    def note_answer(self, peer: str, ms: int | None = None) -> None:
        """The peer answered a call, within so many milliseconds where that is known."""
        known = self.get(peer)
        self._change(known, after_answer(known, self._clock.now(), ms))

    def note_seen(self, peer: str, ms: int | None = None) -> None:
        """The peer showed that it lives; what it asked of us itself still holds."""
        known = self.get(peer)
        self._change(known, after_answer(known, self._clock.now(), ms, keeps_asked=True))

    def note_failure(
        self, peer: str, error: str, retry_after: float | None = None, *, is_up: bool = False
    ) -> None:
        """The peer could not be reached, or not be used; ``retry_after`` is its wish in seconds.

        ``is_up`` says that it is well, and takes no call for now.
        """
        known = self.get(peer)
        self._change(
            known,
            after_failure(
                known,
                self._clock.now(),
                error,
                retry_after,
                self._most_seconds(),
                self._random(),
                is_up=is_up,
            ),
        )

    def note_called_us(self, peer: str) -> None:
        """The peer, which has proved who it is, called: it is worth a try."""
        self.forgive(peer)

    def forgive(self, peer: str) -> None:
        """Leave the peer alone no longer."""
        known = self._known.get(peer)
        if known is not None and known.failures:
            self._keep(
                replace(known, status=HealthStatus.UNKNOWN, failures=0, next_at=0, is_asked=False)
            )

    def forget(self, peer: str) -> None:
        """Know nothing of a peer that is gone."""
        if self._known.get(peer, PeerHealth(peer)) != PeerHealth(peer):
            self._keep(PeerHealth(peer))

    def forget_all_but(self, peers: Collection[str]) -> None:
        """Know of these peers alone."""
        for peer in self._known.keys() - set(peers):
            self.forget(peer)

    async def keep(self) -> None:
        """Write down what changes, as long as it is not cancelled."""
        while True:
            await self._news.wait()
            self._news.clear()
            await self.flush()
            await asyncio.sleep(_SAVE_SECONDS)

    async def flush(self) -> None:
        """Write down what is not written yet, if the store lets us."""
        try:
            await self.save()
        except StoreError as error:
            self._log.warning("health_unsaved", problem=error.message)

    async def save(self) -> None:
        """The same; raise StoreError."""
        changed = [known for name, known in self._known.items() if known != self._saved.get(name)]
        untold = tuple(self._untold)
        if changed or untold:
            await self._store.commit(*map(SaveHealth, changed), *map(RaiseNotice, untold))
            self._saved.update((health.peer, health) for health in changed)
            del self._untold[: len(untold)]

    def _change(self, known: PeerHealth, changed: PeerHealth) -> None:
        self._tell(known, changed)
        self._keep(changed)

    def _tell(self, before: PeerHealth, changed: PeerHealth) -> None:
        # One that is worth a try again, and was not tried yet, is down as before.
        was_down = before.status is HealthStatus.DOWN or (
            before.status is HealthStatus.UNKNOWN and before.error != ""
        )
        is_down = changed.status is HealthStatus.DOWN
        if is_down and not was_down:
            self._log.warning("peer_down", peer=changed.peer, error=changed.error)
            self._raise(NoticeType.PEER_DOWN, changed, changed.error)
        elif was_down and not is_down:
            self._log.info("peer_up", peer=changed.peer)
            self._raise(NoticeType.PEER_UP, changed, before.error)

    def _raise(self, kind: NoticeType, changed: PeerHealth, error: str) -> None:
        """``error`` is what is, or was, wrong with it."""
        peer, at = changed.peer, changed.seen_at
        self._untold.append(Notice(self._clock.new_id(), kind, at, peer, peer, {"error": error}))
        self._news.set()

    def _keep(self, changed: PeerHealth) -> None:
        had_failed = self.get(changed.peer).failures > 0
        self._known[changed.peer] = changed
        if had_failed and not changed.failures:
            self.on_back(changed.peer)
        saved = self._saved.get(changed.peer)
        if (
            saved is None
            or (saved.status, saved.next_at) != (changed.status, changed.next_at)
            or not 0 <= changed.seen_at - saved.seen_at < _LATENCY_MS
        ):
            self._news.set()

    def _rank(self, peer: str) -> int:
        if not self.is_available(peer):
            return 2
        return 1 if self.get(peer).status is HealthStatus.DOWN else 0
