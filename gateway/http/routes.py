"""Every endpoint of the gateway, in one tuple."""

from typing import Final

from gateway.dialects.card import CARD_PATHS
from gateway.http.a2a import ingest, ingest_flowwink
from gateway.http.browsers import preflight
from gateway.http.card import agent_card, jwks
from gateway.http.chat import chat
from gateway.http.discover import discover
from gateway.http.endpoint import Audience, Endpoint
from gateway.http.health import healthz, readyz
from gateway.http.invitations import accept_invitation, take_token
from gateway.http.models import MODEL_PATHS, MODELS_PATHS, get_model, list_models
from gateway.http.notifications import NOTIFICATION_PATHS, notify
from gateway.http.operator import OPERATOR_ENDPOINTS
from gateway.http.outbound import outbound
from gateway.http.responses import (
    CANCEL_PATHS,
    RESPONSE_PATHS,
    RESPONSES_PATHS,
    cancel_response,
    create_response,
    get_response,
)
from gateway.http.rest import INTERFACE, REST_PATHS, rest
from gateway.http.signals import take_signal
from gateway.http.unknown_action import unknown_action
from gateway.peers import INVITATIONS, TOKENS

# Whoever takes the URL of an interface for that of the agent looks for the card there.
BELOW_INTERFACE: Final = tuple(INTERFACE + path for path in CARD_PATHS[:2])
JWKS_PATHS: Final = ("/.well-known/jwks.json",)
# Clients of 0.1, python-a2a's, say the method in the path too.
_METHOD_PATHS: Final = tuple(
    f"{base}/tasks/{verb}" for base in ("", INTERFACE) for verb in ("send", "get", "cancel")
)
INGEST_PATHS: Final = ("/", "/a2a", "/a2a/ingest", "/a2a/v1", *_METHOD_PATHS)
FLOWWINK_INGEST_PATHS: Final = (
    "/functions/v1/a2a/ingest",
    "/functions/v1/a2a-ingest",
    "/functions/v1/a2a-negotiate",
)
CHAT_PATHS: Final = ("/a2a/chat",)
FLOWWINK_CHAT_PATHS: Final = ("/functions/v1/a2a/chat", "/functions/v1/a2a-chat")
FLOWWINK_SIGNAL_PATHS: Final = ("/functions/v1/signal-ingest",)
OUTBOUND_PATHS: Final = (
    "/a2a/outbound",
    "/functions/v1/a2a/outbound",
    "/functions/v1/a2a-outbound",
)
DISCOVER_PATHS: Final = (
    "/a2a/discover",
    "/functions/v1/a2a/discover",
    "/functions/v1/a2a-discover",
)
# The router looks for a path in full first, so that this one gets what no other has.
UNKNOWN_ACTION_PATHS: Final = ("/functions/v1/a2a", "/functions/v1/a2a/{action:.+}")

_FOR_BROWSERS: Final = (
    Endpoint(
        ("GET", "HEAD"),
        (*CARD_PATHS, *BELOW_INTERFACE),
        Audience.PUBLIC,
        agent_card,
        is_for_browsers=True,
    ),
    Endpoint(("GET", "HEAD"), JWKS_PATHS, Audience.PUBLIC, jwks, is_for_browsers=True),
    Endpoint(("POST",), INGEST_PATHS, Audience.PEER, ingest, is_for_browsers=True),
    Endpoint(
        ("POST",),
        FLOWWINK_INGEST_PATHS,
        Audience.PEER,
        ingest_flowwink,
        is_flowwink=True,
        is_for_browsers=True,
    ),
    Endpoint(("POST",), CHAT_PATHS, Audience.PEER, chat, is_for_browsers=True),
    Endpoint(
        ("POST",),
        FLOWWINK_CHAT_PATHS,
        Audience.PEER,
        chat,
        is_flowwink=True,
        is_for_browsers=True,
    ),
    Endpoint(
        ("POST",),
        FLOWWINK_SIGNAL_PATHS,
        Audience.SIGNAL,
        take_signal,
        is_flowwink=True,
        is_for_browsers=True,
        says_ok=True,
    ),
)
_REST: Final = Endpoint(("*",), REST_PATHS, Audience.PEER, rest, is_for_browsers=True)
_CALLED_BY_BROWSERS: Final = tuple(
    path for endpoint in (*_FOR_BROWSERS, _REST) for path in endpoint.paths
)

ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    *_FOR_BROWSERS,
    Endpoint(("OPTIONS",), _CALLED_BY_BROWSERS, Audience.PUBLIC, preflight),
    Endpoint(("POST",), NOTIFICATION_PATHS, Audience.WEBHOOK, notify),
    _REST,
    Endpoint(("POST",), (INVITATIONS + "/{code}",), Audience.PUBLIC, accept_invitation),
    Endpoint(("POST",), (TOKENS,), Audience.PEER, take_token),
    Endpoint(("POST",), RESPONSES_PATHS, Audience.PEER, create_response),
    Endpoint(("GET",), RESPONSE_PATHS, Audience.PEER, get_response),
    Endpoint(("POST",), CANCEL_PATHS, Audience.PEER, cancel_response),
    Endpoint(("GET",), MODELS_PATHS, Audience.PEER, list_models),
    Endpoint(("GET",), MODEL_PATHS, Audience.PEER, get_model),
    Endpoint(("POST",), OUTBOUND_PATHS, Audience.OPERATOR, outbound),
    Endpoint(("POST",), DISCOVER_PATHS, Audience.OPERATOR, discover),
    Endpoint(("POST",), UNKNOWN_ACTION_PATHS, Audience.PUBLIC, unknown_action),
    *OPERATOR_ENDPOINTS,
    Endpoint(("GET", "HEAD"), ("/healthz",), Audience.PUBLIC, healthz),
    Endpoint(("GET", "HEAD"), ("/readyz",), Audience.LOCAL, readyz),
)
