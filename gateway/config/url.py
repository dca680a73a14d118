"""URLs of http and https, of the one form that everyone reads alike.

Apart from the other kinds of value, because what is called is held to the same rules as what the
config names.
"""

import ipaddress
import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

URL_LETTERS: Final = re.compile(r"[!-~]+")
_NUMERIC_LABEL: Final = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")


def is_loopback(host: str) -> bool:
    """Whether a host names this machine alone; names but ``localhost`` are not looked up."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def split_url(value: str) -> SplitResult:
    """Take apart an http or https URL; raise ValueError for what two readers read differently.

    The host is a name in ASCII or an address in its one usual form: not decimal, hexadecimal or
    short, and with no user or password in front (SECURITY: D1).
    """
    if not URL_LETTERS.fullmatch(value) or "\\" in value:
        raise ValueError("must be a URL in ASCII, without spaces or backslashes")
    try:
        url = urlsplit(value)
        host, _ = url.hostname, url.port
    except ValueError:
        raise ValueError("is not a URL") from None
    if url.scheme not in ("http", "https"):
        raise ValueError("must begin with https:// or http://")
    if not host:
        raise ValueError("must name a host")
    if "@" in url.netloc:
        raise ValueError("must not hold a user or a password")
    if "#" in value:
        raise ValueError("must not have a fragment")
    if _NUMERIC_LABEL.fullmatch(host.rstrip(".").rpartition(".")[2]):
        try:
            ipaddress.IPv4Address(host)
        except ValueError:
            raise ValueError("must write an IPv4 address as four decimal numbers") from None
    return url


def check_https(value: str) -> None:
    """Raise ValueError for plain http to another machine."""
    url = split_url(value)
    if url.scheme == "http" and not is_loopback(url.hostname or ""):
        raise ValueError("must begin with https:// (plain_http = true allows http)")
