"""Notices on their way to those who wait for them: each becomes deliveries of the outbox, once.

A page of notices, what carries them, and the place up to which they were read are one unit: a crash
before it loses nothing, and one after it doubles nothing.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from gateway.automations.listener import Listener
from gateway.automations.match import matches
from gateway.automations.tally import Tallies
from gateway.core.errors import StoreError
from gateway.core.notice import Notice
from gateway.observe.log import Log
from gateway.store.base import TenantStore
from gateway.store.notice import MoveCursor
from gateway.store.writes import Write

READER: Final = "dispatcher"
LOOK_SECONDS: Final = 15.0
"""So often notices are looked for without a reason: another process may have raised some."""

_PAGE: Final = 100
# What comes in a burst is carried on its way together.
_PAUSE_SECONDS: Final = 0.05


class Dispatcher:
    """``listeners`` are those of the config as it is now; ``wake`` is called when something was
    added to the outbox."""

    def __init__(
        self,
        store: TenantStore,
        listeners: Callable[[], Iterable[Listener]],
        wake: Callable[[], object],
        log: Log,
    ) -> None:
        self._store = store
        self._listeners = listeners
        self._wake = wake
        self._log = log
        self._tallies = Tallies(store)

    async def open(self) -> None:
        """Begin with what is raised from now on, where nothing was ever dispatched."""
        if await self._store.notices.find_cursor(READER) is None:
            await self._store.commit(MoveCursor(READER, await self._store.notices.newest()))

    async def run(self) -> None:
        """Dispatch what comes, until it is cancelled or breaks; it may be begun again then."""
        # What was counted when it broke was not committed.
        self._tallies.forget()
        with self._store.notices.watch() as watch:
            while True:
                try:
                    while await self.dispatch():
                        pass
                except StoreError as error:
                    self._tallies.forget()
                    self._log.warning("notices_undispatched", problem=error.message)
                await asyncio.sleep(_PAUSE_SECONDS)
                try:
                    async with asyncio.timeout(LOOK_SECONDS):
                        await watch.take()
                except TimeoutError:
                    pass

    async def dispatch(self) -> bool:
        """Carry one page on its way; return whether there was anything. Raise StoreError."""
        place = await self._store.notices.find_cursor(READER) or 0
        listeners = list(self._listeners())
        if not listeners:
            return await self._pass_over(place)
        notices = await self._store.notices.list_after(place, _PAGE)
        if not notices:
            return False
        told: list[Write] = []
        for listener in listeners:
            told += await self._tell(listener, notices, place)
        await self._store.commit(*told, MoveCursor(READER, notices[-1].seq))
        if told:
            self._wake()
        return True

    async def _pass_over(self, place: int) -> bool:
        """What nobody waits for need not be read; who waits later begins after it."""
        newest = await self._store.notices.newest()
        if newest > place:
            await self._store.commit(MoveCursor(READER, newest))
        return newest > place

    async def _tell(
        self, listener: Listener, notices: Sequence[Notice], place: int
    ) -> Iterable[Write]:
        writes: list[Write] = []
        is_counted = listener.trigger.min_count > 1
        if is_counted:
            writes += await self._tallies.open(listener, place)
        for notice in notices:
            if not matches(listener.trigger, notice):
                continue
            if not is_counted or self._tallies.completes(listener, notice):
                writes += listener.tell(notice), MoveCursor(listener.mark, notice.seq)
        return writes
