"""The A2A extensions that a caller asks for, in a header: which it must, and which it gets.

Source: A2A 1.0 section "Extensions"; 0.3 calls the header by its old name.
"""

from collections.abc import Iterable
from typing import Final

from aiohttp import web

from gateway.config import AgentSettings
from gateway.core.card import CONTRACT_EXTENSION, SKILLS_EXTENSION
from gateway.core.errors import ExtensionSupportRequired
from gateway.dialects.headers import EXTENSIONS, OLD_EXTENSIONS

_HEADERS: Final = (EXTENSIONS, OLD_EXTENSIONS)


def check_extensions(request: web.Request, agent: AgentSettings) -> None:
    """Raise ExtensionSupportRequired, naming those of the card's that have to be asked for."""
    if not agent.capabilities.extensions:
        return
    required = {row.uri for row in agent.capabilities.extensions if row.required}
    if missing := required.difference(*(_asked(request, header) for header in _HEADERS)):
        raise ExtensionSupportRequired(", ".join(sorted(missing)))


def activated(request: web.Request, agent: AgentSettings) -> dict[str, str]:
    """The headers that say which of the extensions that were asked for are on the card."""
    told: dict[str, str] = {}
    for header in _HEADERS:
        if header in request.headers:
            known = {SKILLS_EXTENSION, CONTRACT_EXTENSION}
            known.update(row.uri for row in agent.capabilities.extensions)
            if uris := [uri for uri in _asked(request, header) if uri in known]:
                told[header] = ", ".join(uris)
    return told


def _asked(request: web.Request, header: str) -> Iterable[str]:
    lines = request.headers.getall(header, ())
    return dict.fromkeys(uri.strip() for line in lines for uri in line.split(","))
