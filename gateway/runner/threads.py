"""Threads for plain functions, where a skill that hangs holds up itself alone.

Nothing can stop a thread: a run that was given up, at its deadline or by a cancel, keeps its own
until the function returns. So each skill has threads of its own (a bulkhead), and where too many of
them are left behind none of its runs begins before one comes back.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final

from gateway.observe.log import Log
from gateway.runner.failure import SkillHangs

# A peer that cancels what is merely slow shuts itself out before all others.
LEFT_BY_PEER: Final = 4
LEFT_IN_ALL: Final = 16


class SkillThreads:
    """Used from one event loop. ``at_once`` is how many runs are at work at most: a skill holds
    no more threads than that and LEFT_IN_ALL.
    """

    def __init__(self, at_once: int, log: Log) -> None:
        self._most = at_once + LEFT_IN_ALL
        self._log = log
        self._of: dict[str, _Threads] = {}

    async def run(self, skill: str, peer: str, function: Callable[..., Any], *given: Any) -> Any:
        """What the function returns; raise what it raises, or SkillHangs before it is begun.

        A cancel ends the waiting alone, unless the function has not begun.
        """
        threads = self._of.get(skill)
        if threads is None:
            threads = self._of[skill] = _Threads(skill, self._most)
        if threads.is_stuck_for(peer):
            raise SkillHangs(skill)
        future = threads.pool.submit(function, *given)
        try:
            return await asyncio.wrap_future(future)
        finally:
            if not future.done() and not future.cancel():
                self._leave(threads, skill, peer, future)

    def close(self) -> None:
        """Begin nothing more; what runs is not waited for."""
        for threads in self._of.values():
            threads.pool.shutdown(wait=False, cancel_futures=True)

    def _leave(self, threads: "_Threads", skill: str, peer: str, future: Future[Any]) -> None:
        was_stuck = threads.is_stuck_for(peer)
        threads.leave(future, peer)
        if threads.is_stuck_for(peer) and not was_stuck:
            self._log.error(
                "skill_hangs",
                skill=skill,
                peer=peer,
                threads=threads.count_left(),
                problem="runs that timed out or were canceled do not end, so no more are begun "
                "until one does; give its I/O timeouts, or make it async",
            )


class _Threads:
    """Those of one skill; whose runs were left is kept until they end."""

    def __init__(self, skill: str, most: int) -> None:
        self.pool = ThreadPoolExecutor(most, thread_name_prefix=f"skill-{skill}")
        # Each is taken out by its own thread; no step of that, nor of a copy, can be cut in two.
        self._left: dict[Future[Any], str] = {}

    def is_stuck_for(self, peer: str) -> bool:
        peers = list(self._left.values())
        return len(peers) >= LEFT_IN_ALL or peers.count(peer) >= LEFT_BY_PEER

    def leave(self, future: Future[Any], peer: str) -> None:
        self._left[future] = peer
        future.add_done_callback(self._left.pop)

    def count_left(self) -> int:
        return len(self._left)
