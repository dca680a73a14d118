"""Where the key of the secrets at rest comes from: the environment, or a file beside the data.

Whoever has the database and the key has the secrets, so a backup of one is not put beside the
other. The file is made once and never written again: what was sealed with it would be lost.
"""

import os
import secrets
from collections.abc import Collection, Mapping
from errno import EEXIST
from pathlib import Path
from typing import Final

from gateway.auth.secrets import Safe
from gateway.core.errors import ConfigError

VARIABLE: Final = "GATEWAY_SECRET_KEY"

_OTHERS: Final = 0o077


def open_safe(environ: Mapping[str, str], file: Path | None, seals: Collection[bytes]) -> Safe:
    """The safe with the keys of the environment, else of the file, else with a new key.

    ``seals`` are those of what is stored: raise ConfigError when a key of theirs is not there. A
    new key is kept in the file; without one (None) it lasts as long as the process.
    """
    text = environ.get(VARIABLE) or (_read(file) if file is not None else None)
    if text is None:
        if seals:
            raise ConfigError(
                f"the store holds secrets, and their key is missing: put {file} back, or set"
                f" {VARIABLE} to the key that sealed them"
            )
        text = make_key_file(file) if file is not None else _new_key()
    place = VARIABLE if environ.get(VARIABLE) else str(file)
    try:
        safe = Safe.of(text)
    except ConfigError as error:
        raise ConfigError(f"{place}: {error.detail}") from None
    if not safe.opens(seals):
        raise ConfigError(
            f"{place}: this key does not open the secrets in the store; give the key that sealed"
            " them, or both keys parted by a space, the new one first"
        )
    return safe


def make_key_file(path: Path) -> str:
    """Write a new key that only its owner may read; raise ConfigError where that is not possible.

    It is on disk whole, and its name too, before anything can be sealed with it.
    """
    key = _new_key()
    try:
        if path.exists():
            raise FileExistsError(EEXIST, os.strerror(EEXIST))
        neighbour = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        try:
            _write(neighbour, f"{key}\n")
            neighbour.rename(path)
        finally:
            neighbour.unlink(missing_ok=True)
        _sync(path.parent)
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be made ({error.strerror}); let the gateway write there, or set"
            f" {VARIABLE}"
        ) from None
    return key


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with open(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> str | None:
    try:
        with path.open(encoding="ascii") as file:
            if os.fstat(file.fileno()).st_mode & _OTHERS:
                raise ConfigError(f"{path} can be read by others; chmod 600 {path}")
            return file.read()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        raise ConfigError(
            f"{path} cannot be read; it must be one line of ASCII that the gateway may read"
        ) from None


def _new_key() -> str:
    return secrets.token_urlsafe(32)
