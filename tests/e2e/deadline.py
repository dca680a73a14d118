"""Wait for something that becomes true, and no longer than it may take."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

POLL_SECONDS = 0.02


def wait_for(look: Callable[[], T], seconds: float = 60) -> T:
    """The first true value that ``look`` gives; fail when there is none in time."""
    end = time.monotonic() + seconds
    while True:
        value = look()
        if value:
            return value
        assert time.monotonic() < end, f"still {value!r} after {seconds} s"
        time.sleep(POLL_SECONDS)
