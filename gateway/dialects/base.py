"""What a dialect is: a codec for one protocol version on one binding's transport shape.

Nothing here or in any dialect does I/O. Server and client use the same dialects: the server reads
calls and writes replies, the client writes calls and reads replies. Read leniently, write
strictly; only a GatewayError may leave a reader, whatever JSON it is given.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from gateway.core.call import Call, Reply
from gateway.core.errors import GatewayError
from gateway.core.json import Json, JsonObject

EMPTY: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Flavour:
    """What the caller's row, and the path, say about how it is answered.

    ``dialect`` is the row's dialect (``auto`` when it has none); ``envelope`` asks for Flowwink's
    ``{"status", "result", "trust_level"}`` around a bare result. ``plain_streams`` answers who asks
    for a stream in one piece.
    """

    dialect: str = "auto"
    envelope: bool = False
    plain_streams: bool = False


@dataclass(frozen=True, slots=True)
class WireRequest:
    """A request as it travels; ``path`` is below the interface's URL, "" for JSON-RPC.

    ``headers`` are looked up by their usual spelling; a server hands in a case-insensitive mapping.
    """

    method: str
    path: str
    body: Json = None
    headers: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    query: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    flavour: Flavour = Flavour()


@dataclass(frozen=True, slots=True)
class WireResponse:
    """An answer as it travels; ``body`` None is an empty body."""

    status: int
    body: Json = None
    headers: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    media_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of one protocol version: its parameters and its result, both ways.

    ``name`` is the operation's name in A2A 1.0 (``SendMessage``). Both readers raise InvalidParams
    that names the field; for a result the binding makes it an InvalidAgentResponse.
    ``write_result`` and ``read_result`` also get the call that is answered.
    """

    name: str
    call: type[Any]
    read_params: Callable[[JsonObject], Call]
    write_params: Callable[[Any], dict[str, Any]]
    write_result: Callable[[Any, Any], Json]
    read_result: Callable[[Any, Json], Reply]


@dataclass(frozen=True, slots=True)
class Codec:
    """The values of one protocol version, to and from the core."""

    version: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Dialect:
    """A wire language. ``name`` and ``binding`` are what rows and operators write, and stable.

    ``claims`` says whether a request is in this language; ``methods`` are the JSON-RPC methods by
    which it is looked up, none for a dialect without that envelope. ``carries_contexts`` is false
    where callers do not usually name a context.

    ``read_call`` raises nothing but a GatewayError; ``write_reply`` and ``write_error`` never
    raise. ``write_call`` raises UnsupportedOperation for what the language cannot ask.
    ``read_reply`` raises the GatewayError that the peer answered, or InvalidAgentResponse for what
    is no answer.
    """

    name: str
    binding: str
    claims: Callable[[WireRequest], bool]
    read_call: Callable[[WireRequest], Call]
    write_reply: Callable[[WireRequest, Call, Reply], WireResponse]
    write_error: Callable[[WireRequest, GatewayError], WireResponse]
    write_call: Callable[[Call], WireRequest]
    read_reply: Callable[[Call, WireResponse], Reply]
    methods: tuple[str, ...] = ()
    carries_contexts: bool = True
