"""An endpoint: where it is, who may use it, what handles it."""

from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Final, TypeAlias

from aiohttp import web
from msgspec import Struct

from gateway.core.peer import AuthenticatedPeer
from gateway.wiring import Services

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

SERVICES: Final = web.AppKey("services", Services)
CALLER: Final = web.RequestKey("caller", AuthenticatedPeer)
ACTOR: Final = web.RequestKey("actor", str)
"""Who asks, at an endpoint of the operator's: see ``gateway.core.person``."""
REQUEST_ID: Final = web.RequestKey("request_id", str)
HEADERS: Final = web.RequestKey("headers", dict[str, str])
"""What the head of every answer to the request says, whatever else it does."""


class Audience(Enum):
    """For whom an endpoint is; the middleware lets no one else in.

    PUBLIC is anyone. PEER is an active peer by its token. OPERATOR is the operator by theirs, or
    whoever may open the gateway's socket file. LOCAL is the operator, or a request that this
    machine itself sent. WEBHOOK is whoever knows the secret of a subscription, which the handler
    checks. SIGNAL is whoever has the token of the signals, or the operator by theirs.
    """

    PUBLIC = "public"
    PEER = "peer"
    OPERATOR = "operator"
    LOCAL = "local"
    WEBHOOK = "webhook"
    SIGNAL = "signal"


class Endpoint(Struct, frozen=True):
    """``paths`` are served with and without a trailing slash.

    ``is_flowwink`` marks the paths of Flowwink's own server, whose refusals keep its words, and
    ``says_ok`` those of which each answer says whether it is one; ``is_for_browsers`` those that a
    page of another origin may call.
    """

    methods: tuple[str, ...]
    paths: tuple[str, ...]
    audience: Audience
    handler: Handler
    is_flowwink: bool = False
    is_for_browsers: bool = False
    says_ok: bool = False
