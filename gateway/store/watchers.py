"""The watches that are open, and what engines tell them; see ``watch`` for what a reader sees."""

from collections.abc import Iterator
from contextlib import contextmanager

from gateway.store.notice import RaiseNotice
from gateway.store.watch import Watch
from gateway.store.writes import RecordActivity, Unit


class Watchers:
    """The watches of one tenant that are open."""

    def __init__(self) -> None:
        self._activity: set[Watch] = set()
        self._notices: set[Watch] = set()

    @contextmanager
    def watch(self) -> Iterator[Watch]:
        """Be told of audit rows while inside."""
        with _opened(self._activity) as watch:
            yield watch

    @contextmanager
    def watch_notices(self) -> Iterator[Watch]:
        """Be told of notices while inside."""
        with _opened(self._notices) as watch:
            yield watch

    def tell(self, unit: Unit) -> None:
        """Tell of the audit rows and the notices in a unit that was committed."""
        if not (self._activity or self._notices):
            return
        for write in unit:
            match write:
                case RecordActivity(activity):
                    _tell(self._activity, activity.id)
                case RaiseNotice(notice):
                    _tell(self._notices, notice.id)


@contextmanager
def _opened(watches: set[Watch]) -> Iterator[Watch]:
    watch = Watch()
    watches.add(watch)
    try:
        yield watch
    finally:
        watches.discard(watch)


def _tell(watches: set[Watch], name: str) -> None:
    for watch in watches:
        watch.tell(name)
