"""The media types of HTTP+JSON, and which of them an answer is written in.

Source: A2A 1.0.1 section "HTTP+JSON/REST Protocol Binding": a body is answered in its own type,
what has no body by ``Accept``.
"""

from collections.abc import Iterator, Mapping
from typing import Final

JSON_TYPE: Final = "application/json"
A2A_TYPE: Final = "application/a2a+json"
TYPES: Final = (JSON_TYPE, A2A_TYPE)
_BODILESS: Final = frozenset({"GET", "HEAD", "DELETE"})


def is_bodiless(method: str) -> bool:
    """Whether what is asked for with this HTTP method is in the path and the query alone."""
    return method in _BODILESS


def find_answer_type(method: str, headers: Mapping[str, str]) -> str:
    """The type to answer in; whoever takes neither gets plain JSON, which all can read."""
    if not is_bodiless(method):
        sent = _name(headers.get("Content-Type", ""))
        if sent in TYPES:
            return sent
    best, found = 0.0, JSON_TYPE
    for name, weight in _read_accept(headers.get("Accept", "")):
        if name in TYPES and weight > best:
            best, found = weight, name
    return found


def _read_accept(accept: str) -> Iterator[tuple[str, float]]:
    """Each type with its weight, 0 for one whose weight is no number (RFC 9110, section 12.5.1)."""
    for item in accept.split(","):
        name, _, parameters = item.partition(";")
        weight = 1.0
        for parameter in parameters.split(";"):
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "q":
                try:
                    weight = float(value)
                except ValueError:
                    weight = 0.0
        yield _name(name), weight


def _name(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()
