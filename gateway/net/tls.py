"""TLS towards peers: always verified, against the system's authorities and one file of our own.

A peer may ask who we are, too: then we show it the certificate that its row names.
"""

import ssl
from pathlib import Path
from typing import Final, NoReturn, TypeAlias

from msgspec import Struct

from gateway.core.errors import ConfigError

Version: TypeAlias = tuple[int, ...]

_NOT_USABLE: Final = "the client certificate of the peer's row cannot be used"


class Identity(Struct, frozen=True):
    """The files of a certificate and its key, as PEM."""

    cert: str
    key: str

    def version(self) -> Version:
        """Another one when the files have changed; raise ConfigError where there are none."""
        try:
            found = [Path(name).stat() for name in (self.cert, self.key)]
        except OSError as error:
            _refuse(error.strerror)
        return tuple(number for one in found for number in (one.st_mtime_ns, one.st_size))


def make_tls(ca_file: Path | None = None, identity: Identity | None = None) -> ssl.SSLContext:
    """``ca_file`` holds further authorities as PEM, and ``identity`` is who we are.

    Raise ConfigError when a file cannot be used.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file is not None:
        try:
            context.load_verify_locations(ca_file)
        except (ssl.SSLError, OSError) as error:
            raise ConfigError(f"net.ca_file: {ca_file}: {error.strerror or error}") from None
    if identity is not None:
        try:
            # Without this, a key with a password would be asked for on the terminal.
            context.load_cert_chain(identity.cert, identity.key, password=_no_password)
        except (ssl.SSLError, OSError, ValueError) as error:
            _refuse(getattr(error, "strerror", None) or getattr(error, "reason", None))
    return context


def _no_password() -> str:
    raise ValueError


def _refuse(problem: str | None) -> NoReturn:
    raise ConfigError(f"{_NOT_USABLE}: {problem or 'its key has a password'}") from None
