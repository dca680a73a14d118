"""Whether what rows of skills and routes lead to is there."""

from collections.abc import Collection

from gateway.chat.skill import CHAT
from gateway.cli.checks.finding import Level, Look, Subject
from gateway.config import Settings, resolve_secret
from gateway.config.route_row import RouteRow
from gateway.core.errors import ConfigError
from gateway.skillkit.load import load_skills


def check_routes(subject: Subject) -> Look:
    """Find the peers and the skills that no one knows, and secrets that are missing."""
    settings = subject.settings
    if not (settings.routes or settings.skills.rows):
        yield Level.GREEN, "none"
        return
    loaded = {*load_skills(subject.skill_folders), CHAT}
    yield from _check_rows(settings, loaded)
    skills = {*loaded, *(row.name for row in settings.skills.rows)}
    for route in settings.routes:
        yield from _check_route(route, settings, skills)
        if route.escalation_secret:
            yield from _check_secret(route, subject)
    handed = sum(bool(row.carriers) for row in settings.skills.rows)
    yield Level.GREEN, f"{len(settings.routes)} routes, {handed} skills of peers"


def _check_rows(settings: Settings, loaded: Collection[str]) -> Look:
    for row in settings.skills.rows:
        if not row.carriers and row.name not in loaded:
            yield Level.RED, f"skills.rows.{row.name}: has no handler, and no such skill is loaded"
        for carrier in row.carriers:
            if not _is_peer(settings, carrier.peer):
                yield Level.YELLOW, f"skills.rows.{row.name}: {carrier.peer} has no row in the file"


def _check_route(route: RouteRow, settings: Settings, skills: Collection[str]) -> Look:
    if route.skill is not None and route.skill not in skills:
        yield Level.RED, f"routes.{route.name}: the skill {route.skill} is not there"
    if route.peer is not None and route.name in skills:
        yield Level.RED, f"routes.{route.name}: leads to a peer and is named as a skill"
    if route.peer is not None and not _is_peer(settings, route.peer):
        yield Level.YELLOW, f"routes.{route.name}: {route.peer} has no row in the file"


def _check_secret(route: RouteRow, subject: Subject) -> Look:
    try:
        resolve_secret(route.escalation_secret, subject.environ, subject.settings.folder)
    except ConfigError as error:
        yield Level.RED, f"routes.{route.name}.escalation_secret: {error.detail}"


def _is_peer(settings: Settings, name: str) -> bool:
    return any(peer.name == name for peer in settings.peers)
