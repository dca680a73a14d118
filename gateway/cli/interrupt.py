"""Ctrl-C while a command is imported ends the process, as the system does it.

As an exception it may be lost there, and the command go on as if nothing were said: imports run
callbacks of weak references, and what is raised in one of those is printed and forgotten.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ended_by_interrupt() -> Iterator[None]:
    """A process that ignores it, as one that a script began in the background, goes on to."""
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
