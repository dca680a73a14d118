"""One try to deliver one push notification: the stored body, with what the receiver gave us.

The body was written when the event happened. Where it goes, and with which credentials, is read at
each try, for a config can be replaced, disabled or deleted while something waits for it.
"""

from collections.abc import Callable
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.clock import Clock
from gateway.core.errors import GatewayError
from gateway.core.peer import Peer, PeerStatus
from gateway.net import Reach
from gateway.net.client import HttpClient, HttpRequest
from gateway.outbox.push_safe import PushSafe
from gateway.outbox.route import is_own_origin
from gateway.outbox.verdict import Failed, Settled, Stopped, Verdict
from gateway.outbox.webhook import judge, write_request
from gateway.store.base import TenantStore
from gateway.store.outbox import Delivery
from gateway.store.push import DisablePushConfig, PushRecord

PUSH: Final = "push"
NOTIFICATION_TOKEN: Final = "X-A2A-Notification-Token"  # noqa: S105 (a header)

_GONE: Final = "the receiver answered 410 Gone"


class PushCarrier(Struct, frozen=True):
    """``check_hook`` raises EgressDenied for an address that is not called for the peer;
    ``seconds`` is how long a receiver may take."""

    store: TenantStore
    safe: PushSafe
    client: HttpClient
    find_peer: Callable[[str], Peer | None]
    reach: Callable[[Peer], Reach]
    check_hook: Callable[[Peer, str], None]
    clock: Clock
    seconds: float

    async def carry(self, delivery: Delivery) -> Verdict:
        record = await self._find_config(delivery)
        if record is None:
            return Settled()
        if record.disabled:
            return Stopped(f"its config is disabled: {record.disabled}")
        peer = self.find_peer(delivery.peer)
        if peer is None or peer.status is PeerStatus.REVOKED:
            return Stopped("its peer is revoked" if peer else "its peer has no row any more")
        try:
            self.check_hook(peer, record.url)
            request = self._request(delivery, record)
            reach = self._reach_of(peer, record.url)
            answer = await self.client.tell(request, reach, seconds=self.seconds)
        except GatewayError as error:
            return Failed(error.message)
        disabled = DisablePushConfig(record.task_id, record.id, _GONE)
        return judge(answer, self.clock.now(), (disabled,))

    def _reach_of(self, peer: Peer, url: str) -> Reach:
        """Our certificate is for the peer itself: a webhook of its elsewhere is not shown it."""
        reach = self.reach(peer)
        return reach if is_own_origin(peer, url) else replace(reach, identity=None)

    async def _find_config(self, delivery: Delivery) -> PushRecord | None:
        configs = await self.store.outbox.list_push_configs(delivery.task_id)
        return next((config for config in configs if config.id == delivery.target), None)

    def _request(self, delivery: Delivery, record: PushRecord) -> HttpRequest:
        config = self.safe.open(record)
        headers = {}
        if config.token:
            headers[NOTIFICATION_TOKEN] = config.token
        if config.credentials:
            headers["Authorization"] = f"{config.scheme} {config.credentials}"
        secret = config.token or config.credentials
        return write_request(delivery, config.url, secret, self.clock.now(), headers)
