"""What came of a call to a peer: six ends that a caller has to tell apart."""

from enum import StrEnum

from msgspec import Struct

from gateway.core.call import MessageReply, Reply, TaskReply
from gateway.core.errors import Fault, GatewayError, ParseError, PeerRefused, PeerUnreachable
from gateway.core.flatten import flatten
from gateway.core.json import Json, decode
from gateway.core.message import Part, text_of
from gateway.core.task import Task
from gateway.dialects.result import find_data, result_parts


class Kind(StrEnum):
    """``refused``: the peer says no. ``failed``: what it says is of no use. ``retry``: not now.

    ``unreachable``: nothing was sent, because there is no way or none that is allowed.
    ``schema_mismatch``: it answered, and not in the structure that was asked for.
    """

    ANSWERED = "answered"
    REFUSED = "refused"
    FAILED = "failed"
    RETRY = "retry"
    UNREACHABLE = "unreachable"
    SCHEMA_MISMATCH = "schema_mismatch"


class Outcome(Struct, frozen=True):
    """``reply`` is there when the peer answered, ``error`` when not, and both when the answer does
    not have the structure that was asked for. ``read`` is that structure, which the peer may have
    put into words.

    ``dialect`` is the last one that was tried, "" when nothing was. An answer may be a task that
    failed, or one that is still at work when the time was up.
    """

    kind: Kind
    activity_id: str
    dialect: str = ""
    duration_ms: int = 0
    reply: Reply | None = None
    error: GatewayError | None = None
    read: Json | None = None

    @property
    def task(self) -> Task | None:
        return self.reply.task if isinstance(self.reply, TaskReply) else None

    @property
    def value(self) -> Json:
        """The result alone: its data, else its text; None when there is none."""
        if self.read is not None:
            return self.read
        return None if self.reply is None else value_of(self.reply)

    @property
    def text(self) -> str:
        """What the peer said in words, "" for nothing."""
        return "" if self.reply is None else text_of(_said(self.reply))


def kind_of(error: GatewayError) -> Kind:
    if isinstance(error, PeerUnreachable):
        return Kind.UNREACHABLE
    if error.retriable:
        return Kind.RETRY
    if isinstance(error, PeerRefused) or error.fault is not Fault.PEER:
        return Kind.REFUSED
    return Kind.FAILED


def value_of(reply: Reply) -> Json:
    return _value(_said(reply))


def _said(reply: Reply) -> tuple[Part, ...]:
    match reply:
        case TaskReply(task=task):
            said = task.status.message.parts if task.status.message is not None else ()
            return result_parts(task) or said
        case MessageReply():
            return reply.message.parts
        case _:
            return ()


def _value(parts: tuple[Part, ...]) -> Json:
    data = find_data(parts)
    if data is not None:
        return data
    text = flatten(parts)
    # Peers of the older versions can write a structured result as text only.
    if text.lstrip()[:1] in ("{", "["):
        try:
            return decode(text.encode())
        except ParseError:
            pass
    return text or None
