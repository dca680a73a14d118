"""How long to wait before the next try: a pure sequence, its chance handed in."""

from collections.abc import Callable, Iterator


def backoff(first: float, most: float, random: Callable[[], float]) -> Iterator[float]:
    """Delays without end that double from ``first`` to ``most``, each cut by up to a half.

    ``random`` gives numbers from 0 to 1: those who began together shall not come back together.
    """
    delay = first
    while True:
        yield delay * (1 - random() / 2)
        delay = min(2 * delay, most)
