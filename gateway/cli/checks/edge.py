"""Whether others can reach us, and safely."""

from gateway.cli.checks.finding import Level, Look, Subject
from gateway.http.serve import read_tls


def check_public_url(subject: Subject) -> Look:
    url = subject.settings.agent.public_url
    if url.startswith("http://"):
        yield Level.YELLOW, f"{url}: tokens travel in the clear; use https"
    else:
        yield Level.GREEN, url or "left out: only this machine can call, on a loopback address"


def check_tls(subject: Subject) -> Look:
    """Read the certificate and the key as the gateway would."""
    if read_tls(subject.settings) is None:
        yield Level.GREEN, "none of our own; a proxy in front has to speak https"
    else:
        yield Level.GREEN, f"{subject.settings.net.tls_cert} fits its key"
