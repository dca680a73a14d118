"""One POST that tells a system of the operator's own: to a URL of the config, from the outbox.

Signed like a push notification, by the rules of Standard Webhooks. Where it goes, and with which
secret, is read from the config at each try, so that neither is kept with what is sent.
"""

from collections.abc import Callable
from typing import ClassVar, Final

from msgspec import Struct

from gateway.core.clock import Clock
from gateway.core.errors import GatewayError
from gateway.core.guarded import Guarded
from gateway.core.json import JsonObject, encode
from gateway.net import Reach
from gateway.net.client import HttpClient
from gateway.outbox.verdict import Failed, Stopped, Verdict
from gateway.outbox.webhook import judge, write_request
from gateway.store.outbox import Delivery

JSON: Final = "application/json"


class OwnWebhook(Guarded, frozen=True):
    """``secret`` is a reference (``env:NAME``, ``file:PATH``), "" for none."""

    hidden: ClassVar = ("url", "secret")

    url: str
    secret: str = ""


def write_told(kind: str, timestamp: str, data: JsonObject) -> str:
    """The body ``{type, timestamp, data}`` that all of them get; RFC 3339 says when it was."""
    return encode({"type": kind, "timestamp": timestamp, "data": data}).decode()


class OwnWebhookCarrier(Struct, frozen=True):
    """``find`` is asked for the webhook of a delivery's target; where the config has none any more,
    ``gone`` says so. ``resolve`` turns the reference of a secret into the secret and raises
    ConfigError; ``check`` raises EgressDenied for an address that is not called. ``seconds`` is how
    long it may take.
    """

    client: HttpClient
    find: Callable[[str], OwnWebhook | None]
    gone: str
    resolve: Callable[[str], str]
    reach: Callable[[], Reach]
    check: Callable[[str], None]
    clock: Clock
    seconds: float

    async def carry(self, delivery: Delivery) -> Verdict:
        hook = self.find(delivery.target)
        if hook is None:
            return Stopped(self.gone)
        try:
            self.check(hook.url)
            secret = self.resolve(hook.secret) if hook.secret else ""
            now = self.clock.now()
            request = write_request(delivery, hook.url, secret, now, {})
            answer = await self.client.tell(request, self.reach(), seconds=self.seconds)
        except GatewayError as error:
            return Failed(error.message)
        return judge(answer, self.clock.now())
