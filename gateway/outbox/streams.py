"""Which peers are listened to: those whose cards or languages say that they stream, and who then
did."""

from typing import Final

from gateway.core.peer import Peer
from gateway.outbox.card_says import declares_streams
from gateway.outbox.route import Route

_OPERATION: Final = "SendStreamingMessage"


class Streams:
    """What was found out is kept until the next start: a card may be put right meanwhile."""

    def __init__(self) -> None:
        self._mute: set[tuple[str, str]] = set()

    def may_come(self, peer: Peer, route: Route, card: str) -> bool:
        """Whether to ask for a stream; ``card`` is JSON text, "" for none.

        On a way that is only guessed, the answer has to be in one piece to be judged.
        """
        return (
            route.is_sure
            and _OPERATION in route.dialect.operations
            and (peer.name, route.url) not in self._mute
            and (route.dialect.always_streams or declares_streams(card))
        )

    def note_mute(self, peer: Peer, route: Route) -> None:
        """Ask for no more streams there."""
        self._mute.add((peer.name, route.url))
