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
    check_secret(secret, "standard input")
    return secret


def check_secret(secret: str, source: str) -> None:
    """Raise Refused, naming where it came from, for what cannot stand in a header."""
    if not secret or not secret.isascii() or not secret.isprintable() or " " in secret:
        raise Refused(f"{source} must hold one token of visible ASCII characters")


def find_secret(config: Path, name: str) -> str | None:
    """What that peer's file holds; None where there is none, "" where it cannot be read."""
    try:
        return (config.parent / secret_path(name)).read_text(encoding="utf-8").rstrip("\r\n")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError):
        return ""


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
