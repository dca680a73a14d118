"""What the end of a call says of the peer's health: a refusal is an answer too.

What counts against a peer is that it was not reached, that no answer came, or none that is of any
use. What is our own doing says nothing of it.
"""

from typing import Final

from gateway.core.errors import (
    EgressDenied,
    Fault,
    GatewayError,
    InvalidAgentResponse,
    LoopLimit,
    PeerBusy,
    PeerError,
    PeerTimeout,
    PeerUnreachable,
    RateLimited,
    UnsupportedOperation,
)
from gateway.outbox.health import Health, PeerResting
from gateway.outbox.retry import wish_of

_FAILURES: Final = (PeerUnreachable, PeerTimeout, PeerBusy, RateLimited, InvalidAgentResponse)
# What may have been refused here, before anything was sent.
_OURS: Final = (EgressDenied, PeerResting, LoopLimit, UnsupportedOperation)


def note_error(health: Health, peer: str, error: GatewayError, *, is_heard: bool, now: int) -> None:
    """``is_heard`` says that the peer answered before the error came; ``now`` in milliseconds."""
    if isinstance(error, _OURS) or error.fault is Fault.GATEWAY:
        return
    if _is_failure(error, is_heard=is_heard):
        wish = wish_of(error, now / 1000)
        # Who says that we ask too often is well.
        is_up = isinstance(error, RateLimited)
        health.note_failure(peer, f"{error.reason}: {error.message}", wish, is_up=is_up)
    elif not is_heard:
        health.note_answer(peer)


def _is_failure(error: GatewayError, *, is_heard: bool) -> bool:
    if isinstance(error, PeerTimeout):
        # A task that takes its time is none.
        return not is_heard
    if type(error) is PeerError:
        return error.peer_status >= 500
    return isinstance(error, _FAILURES)
