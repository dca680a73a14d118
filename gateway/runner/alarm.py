"""Timers of one length, cheap to set and to stop: one timer of the loop serves them all.

Nearly every timer that a call sets is stopped before it rings, and one of the loop's own costs as
much as parsing the call.
"""

import asyncio
from collections.abc import Callable
from typing import Self


class Ring:
    """One thing to do when its time comes, unless it is stopped before."""

    __slots__ = ("_alarm", "do")

    def __init__(self, alarm: "Alarm", do: Callable[[], object]) -> None:
        self._alarm = alarm
        self.do = do

    def stop(self) -> None:
        """Do nothing any more; may be called again, and after it rang."""
        self._alarm.forget(self)


class Alarm:
    """Used from one event loop. ``seconds`` is how long after ``set`` a ring is due."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        # In the order in which they were set, which is that in which they are due.
        self._due: dict[Ring, float] = {}
        self._timer: asyncio.TimerHandle | None = None

    def set(self, do: Callable[[], object]) -> Ring:
        loop = asyncio.get_running_loop()
        ring = Ring(self, do)
        at = self._due[ring] = loop.time() + self.seconds
        if self._timer is None:
            self._timer = loop.call_at(at, self._strike)
        return ring

    def forget(self, ring: Ring) -> None:
        self._due.pop(ring, None)

    def _strike(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        due: list[Ring] = []
        self._timer = None
        for ring, at in self._due.items():
            if at > now:
                self._timer = loop.call_at(at, self._strike)
                break
            due.append(ring)
        for ring in due:
            if self._due.pop(ring, None) is not None:
                ring.do()


class Deadline:
    """Cancels the task inside after the alarm's time and makes it a TimeoutError, as
    ``asyncio.timeout`` does."""

    __slots__ = ("_alarm", "_cancelling", "_ring", "_task", "expired")

    def __init__(self, alarm: Alarm) -> None:
        self._alarm = alarm
        self.expired = False

    def __enter__(self) -> Self:
        task = asyncio.current_task()
        assert task is not None
        self._task = task
        self._cancelling = task.cancelling()
        self._ring = self._alarm.set(self.expire)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._ring.stop()
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
