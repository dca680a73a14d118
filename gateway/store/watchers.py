"""The watches that are open, and what engines tell them; see ``watch`` for what a reader sees."""

from collections.abc import Iterator
from contextlib import contextmanager

from gateway.store.watch import Watch
from gateway.store.writes import RecordActivity, Unit


class Watchers:
    """The watches of one tenant that are open."""

    def __init__(self) -> None:
        self._open: set[Watch] = set()

    @contextmanager
    def watch(self) -> Iterator[Watch]:
        watch = Watch()
        self._open.add(watch)
        try:
            yield watch
        finally:
            self._open.discard(watch)

    def tell(self, unit: Unit) -> None:
        """Tell of the audit rows in a unit that was committed."""
        if not self._open:
            return
        for write in unit:
            if isinstance(write, RecordActivity):
                for watch in self._open:
                    watch.tell(write.activity.id)
