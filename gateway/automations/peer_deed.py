"""An automation that calls a peer: durably, so that the run is over when the call is owed.

What comes of the call is in the audit row of its own.
"""

from collections.abc import Callable

from msgspec import Struct

from gateway.automations.deed import Done, Run
from gateway.core.errors import PeerNotFound
from gateway.core.json import JsonObject
from gateway.core.peer import Peer, PeerStatus
from gateway.core.template import fill
from gateway.outbox import Ask, Letter


class PeerDeed(Struct, frozen=True):
    """``write_letter`` raises InvalidParams for what cannot be said to a peer."""

    find_peer: Callable[[str], Peer | None]
    write_letter: Callable[[Peer, Ask], Letter]

    def prepare(self, run: Run) -> JsonObject:
        row = run.row
        ready: JsonObject = {"peer": row.peer, "text": fill(row.text, run.fields)}
        return {**ready, "skill": row.skill, "arguments": fill(row.arguments, run.fields)}

    async def do(self, run: Run) -> Done:
        """A peer that is paused, or down, has it when it is back."""
        row = run.row
        peer = self.find_peer(row.peer or "")
        if peer is None or peer.status is PeerStatus.REVOKED:
            raise PeerNotFound(f"{row.peer} has no row, or is revoked")
        ask = Ask(
            row.skill or "",
            fill(row.arguments, run.fields),
            text=fill(row.text, run.fields),
            seed=run.delivery.id,
        )
        letter = self.write_letter(peer, ask)
        return Done({"activity_id": letter.row.id}, letter.writes)
