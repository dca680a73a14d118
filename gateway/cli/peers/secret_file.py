"""The file beside the config that holds a peer's outbound token, where one was handed in."""

import sys
from pathlib import Path

from gateway.cli import files
from gateway.cli.errors import Refused


def secret_path(name: str) -> Path:
    """Relative to the config's folder."""
    return Path("secrets", f"{name}.token")


def read_secret() -> str:
    """The secret on standard input, without the line break at its end; raise Refused."""
    try:
        secret = sys.stdin.read().rstrip("\r\n")
    except UnicodeDecodeError:
        secret = ""
    if not secret or not secret.isascii() or not secret.isprintable() or " " in secret:
        raise Refused("standard input must hold one token of visible ASCII characters")
    return secret


def write_secret(config: Path, name: str, secret: str) -> None:
    """Keep the secret where only the owner of the file can read it."""
    path = config.parent / secret_path(name)
    files.make_folder(path.parent)
    files.replace(path, f"{secret}\n", mode=0o600)


def forget_secret(config: Path, name: str) -> None:
    path = config.parent / secret_path(name)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise Refused(f"{path} cannot be removed: {error.strerror}") from None
