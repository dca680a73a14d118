"""Whether what automations do can be done: skills, arguments and peers are there, and webhooks may
be called, with secrets that are there."""

from collections.abc import Mapping

from gateway.automations import OURSELVES
from gateway.chat.skill import CHAT
from gateway.cli.checks.finding import Level, Look, Subject
from gateway.config import Settings, resolve_secret
from gateway.config.automation_row import AutomationRow
from gateway.core.errors import ConfigError, EgressDenied, InvalidParams
from gateway.core.template import FieldMissing, fill
from gateway.net import Reach
from gateway.outbox import check_hook
from gateway.policy.approval import find_need
from gateway.skillkit.declare import Skill
from gateway.skillkit.load import load_skills


def check_automations(subject: Subject) -> Look:
    """Find what would fail each time."""
    settings = subject.settings
    loaded = load_skills(subject.skill_folders)
    handed = {row.name for row in settings.skills.rows if row.carriers}
    for row in settings.automations:
        place = f"automations.{row.name}"
        if row.skill and not row.peer and row.skill not in {*handed, CHAT}:
            yield from _check_skill(place, row, settings, loaded)
        if row.peer and not any(peer.name == row.peer for peer in settings.peers):
            yield Level.YELLOW, f"{place}: {row.peer} has no row in the file"
        if row.url:
            yield from _check_webhook(place, row.url, row.secret, subject)
    for notify in settings.notify:
        yield from _check_webhook(f"notify.{notify.name}", notify.url, notify.secret, subject)
    off = sum(not row.enabled for row in settings.automations)
    switched_off = f", {off} switched off" if off else ""
    counts = f"{len(settings.automations)} automations{switched_off}, {len(settings.notify)} notify"
    yield Level.GREEN, counts if settings.automations or settings.notify else "none"


def _check_skill(
    place: str, row: AutomationRow, settings: Settings, loaded: Mapping[str, Skill]
) -> Look:
    skill = loaded.get(row.skill or "")
    if skill is None:
        yield Level.RED, f"{place}: the skill {row.skill} is not there"
        return
    try:
        # What comes from a notice is not known before there is one.
        if fill(row.arguments, {}) == row.arguments:
            skill.read_arguments(row.arguments)
    except FieldMissing:
        pass
    except InvalidParams as error:
        wrong = "; ".join(f"{one.field}: {one.description}" for one in error.violations)
        yield Level.RED, f"{place}.arguments: {wrong or error.message}"
    trust = next((one.trust for one in settings.skills.rows if one.name == skill.name), None)
    if (trust or skill.trust) == "approve" and find_need(
        settings.approvals, skill.name, OURSELVES, trust_asks=True
    ):
        yield (
            Level.YELLOW,
            f"{place}: {skill.name} needs a human's approval, for which no automation waits: it "
            "will not be run",
        )


def _check_webhook(place: str, url: str, secret: str, subject: Subject) -> Look:
    settings = subject.settings
    ours = [settings.agent.public_url] if settings.agent.public_url else []
    try:
        check_hook(url, Reach.of(settings.net.allow_networks, plain_http=True), ours)
    except EgressDenied as error:
        yield Level.RED, f"{place}.url: {error.detail}"
    try:
        if secret:
            resolve_secret(secret, subject.environ, settings.folder)
    except ConfigError as error:
        yield Level.RED, f"{place}.secret: {error.detail}"
