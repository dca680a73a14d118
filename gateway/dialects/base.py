"""What a dialect is: a codec for one protocol version on one binding's transport shape.

Nothing here or in any dialect does I/O. Server and client use the same dialects: the server reads
calls and writes replies, the client writes calls and reads replies. Read leniently, write
strictly; only a GatewayError may leave a reader, whatever JSON it is given.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar, Final, NoReturn, TypeAlias

from msgspec import Struct, field

from gateway.core.call import Call, Reply, StreamCall
from gateway.core.errors import GatewayError, UnsupportedOperation
from gateway.core.event import Event
from gateway.core.guarded import Guarded
from gateway.core.json import Json, JsonObject
from gateway.core.task import Task

EMPTY: Final[Mapping[str, str]] = {}

ReadEvent: TypeAlias = Callable[[Json], Event | None]
"""The event in the data of one frame; None for what tells nothing of the task."""


class Flavour(Struct, frozen=True):
    """What the caller's row, and the path, say about how it is answered.

    ``dialect`` is the row's dialect (``auto`` when it has none); ``envelope`` asks for Flowwink's
    ``{"status", "result", "trust_level"}`` around a bare result. ``plain_streams`` answers who asks
    for a stream in one piece.
    """

    dialect: str = "auto"
    envelope: bool = False
    plain_streams: bool = False


class WireRequest(Guarded, frozen=True):
    """A request as it travels; ``path`` is below the interface's URL, "" for JSON-RPC.

    ``headers`` are looked up by their usual spelling; a server hands in a case-insensitive mapping.
    """

    hidden: ClassVar = ("headers",)

    method: str
    path: str
    body: Json = None
    headers: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    query: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    flavour: Flavour = Flavour()


class WireResponse(Struct, frozen=True):
    """An answer as it travels; ``body`` None is an empty body."""

    status: int
    body: Json = None
    headers: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    media_type: str = "application/json"


class Notification(Struct, frozen=True):
    """What is sent to the address of a push notification config."""

    body: Json
    media_type: str


class Operation(Struct, frozen=True):
    """One operation of one protocol version: its parameters and its result, both ways.

    ``name`` is the operation's name in A2A 1.0 (``SendMessage``), whatever its method or its path
    is called on a binding. The parameters are one object, whose members a binding may have
    gathered from elsewhere. Both readers raise InvalidParams that names the field; for a result
    the binding makes it an InvalidAgentResponse. ``write_result`` and ``read_result`` also get the
    call that is answered.
    """

    name: str
    call: type[Any]
    read_params: Callable[[JsonObject], Call]
    write_params: Callable[[Any], dict[str, Any]]
    write_result: Callable[[Any, Any], Json]
    read_result: Callable[[Any, Json], Reply]


class StreamOperation(Struct, frozen=True):
    """One operation that a stream answers; each event is written and read as a result is.

    An event that is read has the ``seq`` 0: the frame that it came in may know better.
    """

    name: str
    call: type[Any]
    read_params: Callable[[JsonObject], StreamCall]
    write_params: Callable[[Any], dict[str, Any]]
    write_event: Callable[[Any, Event], Json]
    read_event: Callable[[Any, Json], Event]


def _no_streams(*_: object) -> NoReturn:
    raise UnsupportedOperation("this language has no streams")


def _no_notifications(*_: object) -> NoReturn:
    raise UnsupportedOperation("this language has no push notifications")


def write_bearer(token: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {token}"}


class Codec(Struct, frozen=True):
    """The values of one protocol version, to and from the core.

    ``write_notification`` gets an event and the task as the event left it, and gives None for an
    event that this language does not tell of.
    """

    version: str
    operations: tuple[Operation, ...]
    streams: tuple[StreamOperation, ...] = ()
    write_notification: Callable[[Event, Task], Notification | None] = _no_notifications

    @property
    def ends_at_pause(self) -> bool:
        """A stream of 0.x ends when the task waits for its peer, one of 1.0 goes on."""
        return self.version.startswith("0.")

    @property
    def all_operations(self) -> tuple[Operation | StreamOperation, ...]:
        return (*self.operations, *self.streams)


class Dialect(Struct, frozen=True):
    """A wire language. ``name`` and ``binding`` are what rows and operators write, and stable.

    ``claims`` says whether a request is in this language; ``methods`` are the JSON-RPC methods by
    which it is looked up, none for a dialect without that envelope. ``operations`` says by what
    each operation is asked for: a method, or an HTTP method and a path. ``carries_contexts`` is
    false where callers do not usually name a context, ``carries_messages`` where an answer is
    always a task, by whose id the caller may come back. ``ends_at_pause`` is true where a stream
    ends when the task waits for its peer. ``always_streams`` is true where servers stream though
    no card says so. ``write_credential`` gives the headers that carry our token.

    ``read_call`` raises nothing but a GatewayError; ``write_reply``, ``write_event`` and
    ``write_error`` never raise for what ``read_call`` gave. ``write_call`` raises
    UnsupportedOperation for what the language cannot ask. ``read_reply`` and ``read_event`` raise
    the GatewayError that the peer answered, or InvalidAgentResponse for what is no answer.
    ``make_reader`` is there where an event cannot be read without those before it; whoever reads a
    stream asks for its ``reader``.
    """

    name: str
    binding: str
    claims: Callable[[WireRequest], bool]
    read_call: Callable[[WireRequest], Call | StreamCall]
    write_reply: Callable[[WireRequest, Call, Reply], WireResponse]
    write_error: Callable[[WireRequest, GatewayError], WireResponse]
    write_call: Callable[[Call | StreamCall], WireRequest]
    read_reply: Callable[[Call, WireResponse], Reply]
    write_event: Callable[[WireRequest, StreamCall, Event], Json] = _no_streams
    read_event: Callable[[StreamCall, Json], Event] = _no_streams
    write_notification: Callable[[Event, Task, Flavour], Notification | None] = _no_notifications
    operations: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    methods: tuple[str, ...] = ()
    carries_contexts: bool = True
    carries_messages: bool = True
    ends_at_pause: bool = False
    always_streams: bool = False
    write_credential: Callable[[str], Mapping[str, str]] = write_bearer
    make_reader: Callable[[StreamCall], ReadEvent] | None = None

    def reader(self, call: StreamCall) -> ReadEvent:
        """What reads the events of one stream, in their order."""
        if self.make_reader is not None:
            return self.make_reader(call)
        return partial(self.read_event, call)
