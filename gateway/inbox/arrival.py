"""How a call came in, as far as the inbox needs to know."""

from msgspec import Struct
from msgspec.structs import replace

from gateway.core.call import SendMessage
from gateway.core.clock import Clock
from gateway.core.json import Json
from gateway.core.peer import AuthenticatedPeer
from gateway.inbox.asked import SHARED_CONTEXT
from gateway.inbox.weigh import Held
from gateway.store.records import Activity


class Arrival(Struct, frozen=True):
    """``dialect`` is the wire language's name; ``at`` the time of arrival in milliseconds.

    ``carries_contexts`` is false for dialects whose calls cannot name a context: they share one
    per peer, so that memory works for them. ``carries_messages`` is false for those in which an
    answer is always a task. ``operation`` is the A2A 1.0 name of the call. ``body`` is all that was
    read of it, which is in memory until it is answered, and ``size`` its length in bytes.
    """

    request_id: str
    dialect: str
    at: int
    carries_contexts: bool = True
    carries_messages: bool = True
    operation: str = "SendMessage"
    body: Json = None
    size: int = 0

    @property
    def held(self) -> Held:
        """What is in memory for it by itself."""
        return Held(self.body, self.size)


def arrive(call: SendMessage, arrival: Arrival, clock: Clock) -> SendMessage:
    """The call with the ids that its dialect does not carry."""
    message = call.message
    if not message.id:
        message = replace(message, id=clock.new_id())
    if not message.context_id and not arrival.carries_contexts:
        message = replace(message, context_id=SHARED_CONTEXT)
    return call if message is call.message else replace(call, message=message)


def row_of(
    arrival: Arrival,
    caller: AuthenticatedPeer,
    clock: Clock,
    *,
    operation: str,
    status: str,
    skill: str = "",
    task_id: str = "",
    error: str = "",
) -> Activity:
    """The audit row of a call that is over now, and put no skill to work."""
    return Activity(
        id=clock.new_id(),
        at=arrival.at,
        peer=caller.name,
        direction="inbound",
        operation=operation,
        status=status,
        skill=skill,
        task_id=task_id,
        dialect=arrival.dialect,
        duration_ms=max(0, clock.now() - arrival.at),
        error=error,
        token_id=caller.token_id,
        request_id=arrival.request_id,
    )
