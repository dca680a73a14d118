"""Whether every secret that the config refers to is there, for whoever runs the check."""

from gateway.chat.open import read_instructions
from gateway.cli.checks.finding import Level, Look, Subject
from gateway.config import STORED, find_missing_tokens, resolve_secret
from gateway.core.errors import ConfigError


def check_secrets(subject: Subject) -> Look:
    """Look up each peer's outbound token."""
    peers = subject.settings.peers
    missing = list(find_missing_tokens(peers, subject.environ, subject.settings.folder))
    for problem in missing:
        yield Level.RED, problem
    named = sum(peer.outbound_token not in ("", STORED) for peer in peers)
    yield Level.GREEN, f"{named - len(missing)} outbound tokens found"


def check_llm(subject: Subject) -> Look:
    """Look up the model's key, and read what it is told."""
    llm = subject.settings.llm
    if llm is None:
        yield Level.GREEN, "left out: the concierge answers free text"
        return
    for table, settings in llm.tables.items():
        yield Level.GREEN, f"{table}: {settings.model} at {settings.base_url}"
        if settings.api_key:
            try:
                resolve_secret(settings.api_key, subject.environ, subject.settings.folder)
            except ConfigError as error:
                yield Level.RED, f"{table}.api_key: {error.detail}"
            else:
                yield Level.GREEN, f"{table}.api_key: found"
    if llm.instructions is not None:
        size = len(read_instructions(llm.instructions).encode())
        yield Level.GREEN, f"llm.instructions: {size} bytes"
