"""One try to tell a peer of the token that it calls us with from now on (docs/invite.md).

Only its id lies in the outbox; the token itself is sealed, and read at each try: when there is a
newer one by then, this one is not worth telling any more.
"""

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from gateway.auth.credentials import Credentials
from gateway.auth.peer_safe import PeerSafe
from gateway.core.clock import Clock
from gateway.core.errors import GatewayError
from gateway.core.json import encode
from gateway.core.peer import Peer, PeerStatus
from gateway.net import Reach
from gateway.net.client import HttpClient, HttpRequest
from gateway.outbox.route import is_own_origin
from gateway.outbox.verdict import Failed, Settled, Stopped, Verdict
from gateway.store.base import TenantStore
from gateway.store.managed import ForgetSecret, Purpose
from gateway.store.outbox import AddDelivery, Delivery

TOKEN: Final = "token"  # noqa: S105 (a kind of delivery)


def announcement(peer: str, token_id: str, clock: Clock) -> AddDelivery:
    """What has the peer told, in a lane of its own: an older one must not hold up a newer."""
    delivery = Delivery(
        id=clock.new_id(),
        kind=TOKEN,
        lane=f"{TOKEN}/{peer}/{token_id}",
        peer=peer,
        task_id="",
        target=token_id,
        body="null",
        media_type="application/json",
        created_at=clock.now(),
    )
    return AddDelivery(delivery)


class TokenCarrier(Struct, frozen=True):
    """``seconds`` is how long a peer may take."""

    store: TenantStore
    safe: PeerSafe
    credentials: Credentials
    client: HttpClient
    find_peer: Callable[[str], Peer | None]
    reach: Callable[[Peer], Reach]
    seconds: float

    async def carry(self, delivery: Delivery) -> Verdict:
        peer = self.find_peer(delivery.peer)
        kept = await self.store.managed.find(delivery.peer)
        if peer is None or peer.status is PeerStatus.REVOKED or kept is None:
            return Stopped("its peer is revoked, or has no row any more")
        secret = await self.store.managed.find_secret(peer.name, Purpose.ANNOUNCED)
        if secret is None or secret.about != delivery.target:
            return Settled()
        if not is_own_origin(peer, kept.tokens_url):
            return Failed("the place for it is not of the origin of the peer's url")
        try:
            token = self.safe.open(secret).decode()
            headers = {
                "Content-Type": "application/json",
                "Authorization": f"Bearer {self.credentials.token_of(peer)}",
            }
            request = HttpRequest("POST", kept.tokens_url, encode({"token": token}), headers)
            answer = await self.client.tell(request, self.reach(peer), seconds=self.seconds)
        except GatewayError as error:
            return Failed(error.message)
        if 200 <= answer.status < 300:
            return Settled((ForgetSecret(peer.name, Purpose.ANNOUNCED, delivery.target),))
        return Failed(f"HTTP {answer.status}")
