"""How fast automations may run: those that set themselves off would else use up all there is.

What comes too fast is not lost: it gets the next free place in time.
"""

from collections import deque
from typing import Final

_MINUTE_MS: Final = 60_000


class Pace:
    def __init__(self) -> None:
        self._begins: dict[str, deque[int]] = {}
        self._places: dict[str, int] = {}

    def seconds_to_wait(self, name: str, run_id: str, most: int, now: int) -> float:
        """0 when the run may begin, of which there are at most so many in any minute."""
        at = self._places.get(run_id)
        if at is None:
            at = self._take(name, most, now)
        if at <= now:
            self._places.pop(run_id, None)
            return 0
        self._places[run_id] = at
        return (at - now) / 1000

    def _take(self, name: str, most: int, now: int) -> int:
        begins = self._begins.get(name)
        if begins is None or begins.maxlen != most:
            begins = self._begins[name] = deque(begins or (), maxlen=most)
        is_full = len(begins) == most
        at = max(now, begins[0] + _MINUTE_MS) if is_full else now
        begins.append(at)
        return at
