"""One run of an automation, put together from where it is kept: the outbox and the audit."""

from typing import Final

from msgspec import Struct

from gateway.automations.carry import WAITING
from gateway.core.delivery import DeliveryState
from gateway.store.outbox import Delivery
from gateway.store.records import Activity

WAITS: Final = "waiting"


class RunView(Struct, frozen=True):
    """``activity`` is its audit row, None while it was not begun; ``delivery`` is what is owed of
    it still, or was given up, None when it is done.
    """

    id: str
    activity: Activity | None
    delivery: Delivery | None

    @property
    def at(self) -> int:
        """When it began, or was set off, in milliseconds."""
        if self.activity is not None:
            return self.activity.at
        return 0 if self.delivery is None else self.delivery.created_at

    @property
    def status(self) -> str:
        """``waiting``, also for another try, ``pending`` while it is under way, ``success`` or
        ``error``."""
        if self.delivery is not None and self.delivery.state is DeliveryState.DEAD:
            return "error"
        if self.activity is None or self.activity.status == WAITING:
            return WAITS
        return self.activity.status

    @property
    def error(self) -> str:
        if self.activity is not None and self.activity.error:
            return self.activity.error
        return "" if self.delivery is None else self.delivery.error

    @property
    def next_at(self) -> int | None:
        """When one that waits is tried, in milliseconds."""
        is_waiting = self.delivery is not None and self.status == WAITS
        return self.delivery.next_at if self.delivery is not None and is_waiting else None
