"""Where a peer may be met in which language, when neither its row nor its card says.

The first calls to it show which guess was right, so the likely ones are the first. A guess that is
wrong has done nothing there: see ``guide``.
"""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from gateway.dialects import DIALECTS, by_name
from gateway.dialects.base import Dialect
from gateway.dialects.moltflow import NAME as MOLTFLOW
from gateway.dialects.responses import NAME as RESPONSES
from gateway.dialects.responses import PATH as RESPONSES_PATH
from gateway.outbox.card import base_url

FLOWWINK: Final = "flowwink"
_NATIVE: Final = "native"

_DEFAULT_PATH: Final = "/a2a"
# In the order in which they are tried.
_PATHS: Final = {
    FLOWWINK: "/a2a/ingest",
    _NATIVE: "/functions/v1/a2a/ingest",
    "negotiate": "/functions/v1/a2a-negotiate",
    MOLTFLOW: "/api/v2/a2a",
    RESPONSES: RESPONSES_PATH,
}
_AT_AN_ENDPOINT: Final = (_NATIVE, MOLTFLOW, RESPONSES)
_JSONRPC: Final = "jsonrpc"
_REST: Final = "rest"
# Flowwink's methods are those of 0.3, so at one URL the probe of 0.3 finds it too.
_PROBED: Final = tuple(d for d in DIALECTS if d.binding and d.name not in _PATHS)
_API_ROOT: Final = "/v1"


def usual_url(url: str, dialect: Dialect) -> str:
    """Where a peer of this URL is called in a language that its row names."""
    path = urlsplit(url).path.rstrip("/")
    if dialect.name == RESPONSES and path.endswith(_API_ROOT):
        return url.rstrip("/") + RESPONSES_PATH.removeprefix(_API_ROOT)
    return base_url(url) + _PATHS.get(dialect.name, _DEFAULT_PATH)


def probed(binding: str) -> tuple[Dialect, ...]:
    """The versions of A2A on one binding, of which a peer without a version may speak any."""
    return tuple(dialect for dialect in _PROBED if dialect.binding == binding)


def guesses(url: str, endpoint: str, binding: str) -> Iterator[tuple[Dialect, str]]:
    """Each language with a URL. What says nothing of its binding is taken to speak JSON-RPC."""
    path = urlsplit(endpoint or url).path.rstrip("/")
    if path.endswith(RESPONSES_PATH):
        # Nothing else is served there, and it takes any question for a wrong one.
        yield by_name(RESPONSES), endpoint or url
        return
    for place in [endpoint] if endpoint else _places(url):
        for dialect in probed(binding or _JSONRPC):
            yield dialect, place
    if binding == _REST:
        return
    for name in _AT_AN_ENDPOINT if endpoint else _PATHS:
        dialect = by_name(name)
        yield dialect, endpoint or usual_url(url, dialect)


def _places(url: str) -> Iterator[str]:
    """The URL itself where it names a path, and what agents use to be at."""
    if urlsplit(url).path.strip("/"):
        yield url
    base = base_url(url)
    yield base + _DEFAULT_PATH
    yield base + "/"
