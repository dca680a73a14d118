"""What an automation does, as a value: a run that was set off, what came of it, and why not."""

from typing import Protocol

from msgspec import Struct

from gateway.config.automation_row import AutomationRow
from gateway.core.errors import GatewayError
from gateway.core.json import Json, JsonObject
from gateway.store.outbox import Delivery
from gateway.store.writes import Unit


class Run(Struct, frozen=True):
    """``fields`` are those of what set it off. ``was_cut_off`` when it was begun before, and nobody
    knows how far it came.
    """

    row: AutomationRow
    delivery: Delivery
    fields: JsonObject
    was_cut_off: bool


class Done(Struct, frozen=True):
    """``output`` is for the audit row, in whose unit the ``writes`` are committed."""

    output: Json
    writes: Unit = ()


class Hopeless(GatewayError):
    """Trying again would not help."""

    reason = "HOPELESS"


class Deed(Protocol):
    """One kind of thing that automations do."""

    def prepare(self, run: Run) -> JsonObject:
        """What it will be done with, for the audit row; raise FieldMissing."""

    async def do(self, run: Run) -> Done:
        """Raise a GatewayError where it was not done; Hopeless where trying again would not help.

        A wish in the error's metadata says when to try again.
        """
