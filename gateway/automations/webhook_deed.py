"""An automation that tells a system of the operator's, in the same way as a row of [[notify]]."""

from msgspec import Struct
from msgspec.structs import replace

from gateway.automations.deed import Done, Hopeless, Run
from gateway.core.errors import RETRY_AFTER, Unavailable
from gateway.core.json import JsonObject
from gateway.outbox import Carry, write_noticed
from gateway.outbox.verdict import Failed, Settled


class NotTaken(Unavailable):
    """The webhook did not take it."""

    reason = "NOT_TAKEN"


class WebhookDeed(Struct, frozen=True):
    """``post`` makes one try to deliver to the webhook that the row of a delivery's target has."""

    post: Carry

    def prepare(self, run: Run) -> JsonObject:
        return {}

    async def do(self, run: Run) -> Done:
        """Its id is the run's, the same at each try, by which its receiver knows it again."""
        verdict = await self.post(replace(run.delivery, body=write_noticed(run.fields)))
        match verdict:
            case Settled():
                return Done({"status": "delivered"})
            case Failed(error, retry_after):
                wish = {} if retry_after is None else {RETRY_AFTER: str(round(retry_after))}
                raise NotTaken(error, metadata=wish)
            case _:
                raise Hopeless(verdict.error)
