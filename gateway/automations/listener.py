"""Who waits for notices: rows of the config, each with what becomes of a notice that it wants."""

from collections.abc import Callable, Iterator
from functools import partial

from msgspec import Struct

from gateway.automations.occasion import event_mark, noticed
from gateway.config import Settings
from gateway.core.clock import Clock
from gateway.core.notice import Notice
from gateway.core.trigger import Trigger
from gateway.outbox import notification
from gateway.store.outbox import AddDelivery


class Listener(Struct, frozen=True):
    """``mark`` names the place of the notice that it was told of last. ``tell`` gives what carries
    a notice to it.
    """

    mark: str
    trigger: Trigger
    tell: Callable[[Notice], AddDelivery]


def listeners_of(settings: Settings, clock: Clock) -> Iterator[Listener]:
    for row in settings.notify:
        tell = partial(notification, row, clock=clock)
        yield Listener(f"notify/{row.name}", row.as_trigger(), tell)
    for automation in settings.automations:
        if automation.on and automation.enabled:
            run = partial(noticed, automation.name, clock=clock)
            yield Listener(event_mark(automation.name), automation.as_trigger(), run)
