"""What ``peergate check`` looks at: one function a check, each in one line of ``CHECKS``."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeAlias

from gateway import config
from gateway.chat import CHAT
from gateway.config import Settings
from gateway.core.errors import ConfigError, GatewayError
from gateway.core.peer import ALL_SKILLS
from gateway.http.serve import read_tls
from gateway.skillkit.load import load_skills
from gateway.store import open_store
from gateway.store.base import StoreBusy
from gateway.store.engine.sqlite_version import SQLITE_VERSION, has_wal_reset_bug


class Level(StrEnum):
    """A warning works, and may surprise."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Finding:
    check: str
    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What is checked: valid settings, the folders of skills, and where secrets come from."""

    settings: Settings
    skill_folders: tuple[Path, ...]
    environ: Mapping[str, str]


Check: TypeAlias = Callable[[Subject], Iterator[tuple[Level, str]]]


def check_store(subject: Subject) -> Iterator[tuple[Level, str]]:
    """Open the store as the gateway would; one that a running gateway holds is fine."""
    try:
        asyncio.run(_open_and_close(subject.settings))
    except StoreBusy as error:
        yield Level.YELLOW, f"not opened, because a gateway is running on it: {error.detail}"
    else:
        yield Level.GREEN, "can be opened and written"


def check_sqlite(_: Subject) -> Iterator[tuple[Level, str]]:
    version = ".".join(map(str, SQLITE_VERSION))
    if has_wal_reset_bug(SQLITE_VERSION):
        yield (
            Level.YELLOW,
            f"{version} has the WAL-reset bug, which needs two connections that checkpoint. It is"
            " safe here: one connection writes and checkpoints, and a lock keeps every second"
            " process away. Let no other tool open the file, or take SQLite 3.51.3 or newer",
        )
    else:
        yield Level.GREEN, version


def check_skills(subject: Subject) -> Iterator[tuple[Level, str]]:
    """Load the skills, and find the names in the config that none of them has."""
    skills = load_skills(subject.skill_folders)
    yield Level.GREEN, ", ".join(skills) or "none"
    known = {*skills, CHAT}
    default = subject.settings.agent.default_skill
    if default not in known:
        yield Level.YELLOW, f"free text is refused: agent.default_skill {default} is not loaded"
    for peer in subject.settings.peers:
        for name in peer.skills:
            if name != ALL_SKILLS and name not in known:
                yield Level.YELLOW, f"peers.{peer.name}.skills: {name} is not loaded"


def check_public_url(subject: Subject) -> Iterator[tuple[Level, str]]:
    url = subject.settings.agent.public_url
    if url.startswith("http://"):
        yield Level.YELLOW, f"{url}: tokens travel in the clear; use https"
    else:
        yield Level.GREEN, url or "left out: only this machine can call, on a loopback address"


def check_tls(subject: Subject) -> Iterator[tuple[Level, str]]:
    """Read the certificate and the key as the gateway would."""
    if read_tls(subject.settings) is None:
        yield Level.GREEN, "none of our own; a proxy in front has to speak https"
    else:
        yield Level.GREEN, f"{subject.settings.net.tls_cert} fits its key"


def check_secrets(subject: Subject) -> Iterator[tuple[Level, str]]:
    """Look up each peer's outbound token."""
    found = 0
    for peer in subject.settings.peers:
        if not peer.outbound_token:
            continue
        try:
            config.resolve_secret(peer.outbound_token, subject.environ, subject.settings.folder)
        except ConfigError as error:
            yield Level.RED, f"peers.{peer.name}.outbound_token: {error.detail}"
        else:
            found += 1
    yield Level.GREEN, f"{found} outbound tokens found"


CHECKS: Final[Mapping[str, Check]] = {
    "store": check_store,
    "sqlite": check_sqlite,
    "skills": check_skills,
    "public_url": check_public_url,
    "tls": check_tls,
    "secrets": check_secrets,
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
            findings += [Finding(name, level, text) for level, text in check(subject)]
        except GatewayError as error:
            findings.append(Finding(name, Level.RED, error.detail or error.message))
    return findings


async def _open_and_close(settings: Settings) -> None:
    store = await open_store(settings.store.url, synchronous=settings.store.synchronous)
    await store.close()
