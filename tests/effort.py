"""How much work a call is, whatever else the machine does meanwhile."""

from collections.abc import Callable
from time import thread_time


def seconds_of_work(work: Callable[[], object], times: int = 3) -> float:
    """The processor time of one thread, at its best: what others take of it is not counted."""
    return min(_measure(work) for _ in range(times))


def _measure(work: Callable[[], object]) -> float:
    began = thread_time()
    work()
    return thread_time() - began
