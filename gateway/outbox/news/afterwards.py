"""Who looks after a peer's task when nobody waits for it any more: the outbox, and the peer itself.

Apart from the guide, which carries a call to its end: this is about what comes after that.
"""

from collections.abc import Callable

from msgspec import Struct, field

from gateway.core.peer import Peer
from gateway.outbox.heard import goes_on
from gateway.outbox.letter import watch_task
from gateway.outbox.news.bells import Bells
from gateway.outbox.news.subscriber import Subscriber
from gateway.outbox.outcome import Outcome
from gateway.outbox.route import Route
from gateway.store.outbox import AddDelivery
from gateway.store.records import Activity
from gateway.store.writes import Write


class Afterwards(Struct, frozen=True):
    """Without a ``subscriber`` no peer is asked to tell us. ``wake`` is called when something was
    added to the outbox.
    """

    subscriber: Subscriber | None = None
    bells: Bells = field(default_factory=Bells)
    wake: Callable[[], object] = bool

    def ask_for_news(
        self, peer: Peer, route: Route, card: str, task_id: str, row: Activity
    ) -> bool:
        """Have the peer tell of its task, if it can and somebody listens; whether it is asked."""
        if self.subscriber is None or not self.subscriber.may_ask(route, card):
            return False
        self.subscriber.ask(peer, route, task_id, row.id)
        return True

    def owed(self, row: Activity, outcome: Outcome, now: int) -> list[Write]:
        """What is committed with the audit row, so that a task that goes on is looked up."""
        task = outcome.task
        return [AddDelivery(watch_task(row, task.id, now))] if task and goes_on(task) else []
