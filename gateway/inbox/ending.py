"""The end of a work, and those who wait for it: reached once, with an error or without."""

import asyncio
from functools import partial

from gateway.runner.alarm import Alarm


class Ending:
    """``error`` is for each of those who wait, None when all went well."""

    __slots__ = ("_waiting", "error", "is_reached")

    def __init__(self) -> None:
        self.is_reached = False
        self.error: BaseException | None = None
        self._waiting: list[asyncio.Future[None]] = []

    def reach(self, error: BaseException | None) -> None:
        self.is_reached, self.error = True, error
        for turn in self._waiting:
            _wake(turn)

    async def wait(self, patience: Alarm) -> None:
        """Return when it is reached, or after that time; raise its error."""
        if not self.is_reached:
            turn: asyncio.Future[None] = patience.loop.create_future()
            self._waiting.append(turn)
            wake = partial(_wake, turn)
            patience.set(wake)
            try:
                await turn
            finally:
                patience.stop(wake)
                self._waiting.remove(turn)
        if self.error is not None:
            raise self.error


def _wake(turn: asyncio.Future[None]) -> None:
    if not turn.done():
        turn.set_result(None)
