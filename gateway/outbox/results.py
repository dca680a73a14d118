"""Whoever made a durable call is told what came of it, in the unit that writes it down.

Apart from what carries calls, which knows nothing of why they are made: whether the answer came at
once, by a look at the task, by a notification, or not at all, it goes through the one port here.
"""

from typing import NamedTuple, Protocol

from gateway.outbox.outcome import Outcome
from gateway.store.records import Activity
from gateway.store.writes import Unit


class Reception(NamedTuple):
    """``writes`` are committed with what becomes of the call. ``expected_at`` is when the peer says
    that its human will have decided, in milliseconds, 0 for unknown: its task is looked at then.
    """

    writes: Unit = ()
    expected_at: int = 0


class Results(Protocol):
    async def receive(self, row: Activity, outcome: Outcome, *, is_over: bool) -> Reception:
        """What to make of the outcome of the call whose audit row this is, maybe one of several.

        ``is_over`` says that nothing more will come of the call by itself.
        """


class NoResults:
    """For calls of which the audit row is all that is wanted."""

    async def receive(self, row: Activity, outcome: Outcome, *, is_over: bool) -> Reception:
        return Reception()
