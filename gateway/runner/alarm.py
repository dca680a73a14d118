"""Timers of one length, cheap to set and to stop: one timer of the loop serves them all.

Nearly every timer that a call sets is stopped before it rings, and one of the loop's own costs as
much as parsing the call.
"""

import asyncio
from collections.abc import Callable
from typing import Self


class Alarm:
    """Used from one event loop. ``seconds`` is how long after ``set`` it rings.

    What it then does is a callable that is its own each time, since it is known by that.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        # In the order in which they were set, which is that in which they are due.
        self._due: dict[Callable[[], object], float] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The one that it is used from."""
        # Kept, for Python 3.11 asks the system for the process's id with each look for it.
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
        return self._loop

    def set(self, do: Callable[[], object]) -> None:
        """Do it when its time comes, unless it is stopped before."""
        loop = self.loop
        at = self._due[do] = loop.time() + self.seconds
        if self._timer is None:
            self._timer = loop.call_at(at, self._strike)

    def stop(self, do: Callable[[], object]) -> None:
        """Do not do it any more; may be called again, and after it rang."""
        self._due.pop(do, None)

    def _strike(self) -> None:
        loop = self.loop
        now = loop.time()
        due: list[Callable[[], object]] = []
        self._timer = None
        for do, at in self._due.items():
            if at > now:
                self._timer = loop.call_at(at, self._strike)
                break
            due.append(do)
        for do in due:
            if self._due.pop(do, None) is not None:
                do()


class Deadline:
    """Cancels the task inside after the alarm's time and makes it a TimeoutError, as
    ``asyncio.timeout`` does."""

    __slots__ = ("_alarm", "_cancelling", "_task", "expired")

    def __init__(self, alarm: Alarm) -> None:
        self._alarm = alarm
        self.expired = False

    def __enter__(self) -> Self:
        task = asyncio.current_task(self._alarm.loop)
        assert task is not None
        self._task = task
        self._cancelling = task.cancelling()
        self._alarm.set(self.expire)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._alarm.stop(self.expire)
        if not self.expired:
            return
        is_ours = self._task.uncancel() <= self._cancelling
        if is_ours and kind is not None and issubclass(kind, asyncio.CancelledError):
            raise TimeoutError

    def expire(self) -> None:
        """As if its time had come; may be called again."""
        if not self.expired:
            self.expired = True
            self._task.cancel()
