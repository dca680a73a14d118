"""TLS towards peers: always verified, against the system's authorities and one file of our own."""

import ssl
from pathlib import Path

from gateway.core.errors import ConfigError


def make_tls(ca_file: Path | None = None) -> ssl.SSLContext:
    """``ca_file`` holds further authorities as PEM; raise ConfigError when it cannot be used."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file is not None:
        try:
            context.load_verify_locations(ca_file)
        except (ssl.SSLError, OSError) as error:
            raise ConfigError(f"net.ca_file: {ca_file}: {error.strerror or error}") from None
    return context
