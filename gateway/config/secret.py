"""Secrets by reference: ``env:NAME`` or ``file:PATH``, looked up when they are needed."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from gateway.config.fields import SECRET_REF, STORED
from gateway.config.peer_row import PeerRow
from gateway.core.errors import ConfigError


def resolve_secret(ref: str, environ: Mapping[str, str], base_dir: Path) -> str:
    """The secret without the line break at its end; relative paths are read from ``base_dir``.

    Raise ConfigError naming the variable or the file that is missing or empty, never a value.
    """
    match = SECRET_REF.fullmatch(ref)
    if match is None:
        raise ConfigError("a secret must be given as env:NAME or file:PATH")
    if match[1]:
        secret, source = environ.get(match[2]), f"the environment variable {match[2]}"
    else:
        path = base_dir / match[4]
        secret, source = _read(path), f"the file {path}"
    if secret is None:
        raise ConfigError(f"{source} does not exist or cannot be read")
    if not secret.strip():
        raise ConfigError(f"{source} is empty")
    return secret.rstrip("\r\n")


def find_missing_tokens(
    peers: Iterable[PeerRow], environ: Mapping[str, str], base_dir: Path
) -> Iterator[str]:
    """The key of each outbound token that is not where its row says, with the reason."""
    for peer in peers:
        if peer.outbound_token in ("", STORED):
            continue
        try:
            resolve_secret(peer.outbound_token, environ, base_dir)
        except ConfigError as error:
            yield f"peers.{peer.name}.outbound_token: {error.detail}"


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
