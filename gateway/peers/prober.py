"""Who is looked at when: each active peer once an interval, no two in step, few at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from random import random as system_random
from typing import Final, TypeAlias

from gateway.core.errors import StoreError
from gateway.core.peer import Peer, PeerStatus
from gateway.observe.log import Log
from gateway.peers.look import Seen

Look: TypeAlias = Callable[[Peer, Seen], Awaitable[None]]

_AT_ONCE: Final = 8
_TICK_SECONDS: Final = 1.0
# The first look is not at the start, when everything else is.
_FIRST_SECONDS: Final = 60.0
_JITTER: Final = 0.2


class Prober:
    """``look`` looks at one peer and raises StoreError; ``peers`` gives the rows as they are now,
    ``interval`` the seconds between two looks at one peer, 0 for none.
    """

    def __init__(
        self,
        look: Look,
        peers: Callable[[], Iterable[Peer]],
        interval: Callable[[], float],
        log: Log,
        random: Callable[[], float] = system_random,
    ) -> None:
        self._look = look
        self._peers = peers
        self._interval = interval
        self._log = log
        self._random = random
        self._seen: dict[str, Seen] = {}
        self._due_at: dict[str, float] = {}
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def run(self) -> None:
        """Look at whoever is due, as long as it is not cancelled."""
        try:
            while True:
                if self._interval() > 0:
                    self.begin_due(asyncio.get_running_loop().time())
                await asyncio.sleep(_TICK_SECONDS)
        finally:
            for task in self._under_way.values():
                task.cancel()

    @property
    def is_idle(self) -> bool:
        """Whether nobody is looked at just now."""
        return not self._under_way

    def begin_due(self, now: float) -> None:
        """Begin to look at those who are due; ``now`` is the loop's time."""
        active = {p.name: p for p in self._peers() if p.url and p.status is PeerStatus.ACTIVE}
        for name in self._seen.keys() - active.keys():
            del self._seen[name], self._due_at[name]
        for name, peer in active.items():
            seen = self._seen.get(name)
            if seen is None or seen.url != peer.url:
                self._seen[name] = Seen(peer.url)
                first = min(_FIRST_SECONDS, self._interval())
                self._due_at[name] = now + first * (1 + self._random()) / 2
            elif self._due_at[name] <= now and name not in self._under_way:
                jitter = 1 + _JITTER * (self._random() - 0.5)
                self._due_at[name] = now + self._interval() * jitter
                self._begin(peer, seen)

    def _begin(self, peer: Peer, seen: Seen) -> None:
        task = asyncio.create_task(self._look_in_turn(peer, seen))
        self._under_way[peer.name] = task
        task.add_done_callback(partial(self._ended, peer.name))

    async def _look_in_turn(self, peer: Peer, seen: Seen) -> None:
        async with self._room:
            try:
                await self._look(peer, seen)
            except StoreError as error:
                self._log.warning("look_unsaved", peer=peer.name, problem=error.message)

    def _ended(self, name: str, task: asyncio.Task[None]) -> None:
        del self._under_way[name]
        if not task.cancelled() and (error := task.exception()) is not None:
            self._log.error("look_broke", peer=name, exc_info=error)
