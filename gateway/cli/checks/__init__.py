"""What ``peergate check`` looks at: one function a check, each in one line of ``CHECKS``."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from gateway import config
from gateway.cli.checks.approvals import check_approvals
from gateway.cli.checks.automations import check_automations
from gateway.cli.checks.edge import check_public_url, check_tls
from gateway.cli.checks.finding import Check, Finding, Level, Subject
from gateway.cli.checks.kept import check_kept
from gateway.cli.checks.known import check_known
from gateway.cli.checks.peers import check_peers
from gateway.cli.checks.routes import check_routes
from gateway.cli.checks.secrets import check_llm, check_secrets
from gateway.cli.checks.skills import check_skills
from gateway.cli.checks.store import check_sqlite, check_store
from gateway.core.errors import ConfigError, GatewayError

CHECKS: Final[Mapping[str, Check]] = {
    "store": check_store,
    "sqlite": check_sqlite,
    "skills": check_skills,
    "routes": check_routes,
    "automations": check_automations,
    "approvals": check_approvals,
    "public_url": check_public_url,
    "tls": check_tls,
    "secrets": check_secrets,
    "kept": check_kept,
    "llm": check_llm,
    "peers": check_peers,
    "known": check_known,
}


def inspect(
    path: Path,
    overrides: Mapping[str, Any],
    skill_folders: tuple[Path, ...],
    environ: Mapping[str, str],
) -> list[Finding]:
    """Every finding, in the order of ``CHECKS``; a config that is not valid ends it."""
    try:
        settings = config.load(path, environ=environ, overrides=overrides)
    except ConfigError as error:
        return [Finding("config", Level.RED, line) for line in error.detail.splitlines()]
    subject = Subject(settings, settings.skills.folders(skill_folders), environ)
    findings = [Finding("config", Level.GREEN, f"{path}, {len(settings.peers)} peers")]
    for name, check in CHECKS.items():
        try:
            # One by one, so that what was found before an error is kept.
            for level, text in check(subject):
                findings.append(Finding(name, level, text))
        except GatewayError as error:
            findings.append(Finding(name, Level.RED, error.detail or error.message))
    return findings
