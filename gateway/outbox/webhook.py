"""One POST to somebody's webhook: signed by the rules of Standard Webhooks, and what its answer
means. The same for the webhooks of peers and of the operator.
"""

from collections.abc import Mapping
from typing import Final

from gateway.net.client import HttpAnswer, HttpRequest
from gateway.outbox.retry import read_retry_after
from gateway.outbox.signature import sign
from gateway.outbox.verdict import Failed, Settled, Stopped, Verdict
from gateway.store.outbox import Delivery
from gateway.store.writes import Unit

_GONE: Final = 410
_PASSES: Final = frozenset({429, 503})


def write_request(
    delivery: Delivery, url: str, secret: str, now: int, headers: Mapping[str, str]
) -> HttpRequest:
    """The stored body, with ``headers`` beside those that every webhook has; ``now`` in ms."""
    body = delivery.body.encode()
    signed = sign(secret, delivery.id, now // 1000, body)
    return HttpRequest(
        "POST", url, body, {"Content-Type": delivery.media_type, **signed, **headers}
    )


def judge(answer: HttpAnswer, now: int, if_gone: Unit = ()) -> Verdict:
    """2xx is received, 410 ends the lane with what is written ``if_gone``, all else is tried again.

    Only who is busy may say when.
    """
    if 200 <= answer.status < 300:
        return Settled()
    error = f"HTTP {answer.status}"
    if answer.status == _GONE:
        return Stopped(error, if_gone)
    said = answer.headers.get("Retry-After", "") if answer.status in _PASSES else ""
    return Failed(error, read_retry_after(said, now / 1000))
