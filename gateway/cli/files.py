"""Writing files that must never be half there, and secrets that only their owner may read."""

import os
import secrets
from pathlib import Path

from gateway.cli.errors import Refused


def write_new(path: Path, text: str) -> None:
    """Write a file that must not exist yet, readable by its owner alone; raise Refused."""
    try:
        _write(path, text, 0o600)
        _sync_folder(path.parent)
    except FileExistsError:
        raise Refused(f"{path} exists already; move it away first") from None
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}") from None


def replace(path: Path, text: str, mode: int | None = None) -> None:
    """Put a text in a file's place at once, through a synced neighbour; raise Refused.

    The owner stays, and the mode too unless one is given. A symbolic link stays a link.
    """
    target = path.resolve()
    neighbour = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        try:
            old = target.stat() if target.exists() else None
            _write(neighbour, text, 0o600)
            if old is not None and (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
                os.chown(neighbour, old.st_uid, old.st_gid)
            neighbour.chmod(mode or (old.st_mode & 0o777 if old else 0o600))
            neighbour.replace(target)
            _sync_folder(target.parent)
        finally:
            neighbour.unlink(missing_ok=True)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}") from None


def make_parents(path: Path) -> None:
    """Make a folder and those around it where they are missing; raise Refused."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"{path} cannot be made: {error.strerror}") from None


def make_folder(path: Path) -> None:
    """Make a folder that only its owner may enter, or close one that is there."""
    try:
        path.mkdir(mode=0o700, exist_ok=True)
        path.chmod(0o700)
    except OSError as error:
        raise Refused(f"{path} cannot be made: {error.strerror}") from None


def _write(path: Path, text: str, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with open(descriptor, "w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
