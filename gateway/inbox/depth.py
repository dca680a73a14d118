"""How many skills run one within another."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from gateway.core.errors import GatewayError

_MOST_DEEP: Final = 5
_DEPTH: Final[ContextVar[int]] = ContextVar("depth", default=0)


class TooDeep(GatewayError):
    """Skills call one another without an end."""

    reason = "TOO_DEEP"


@contextmanager
def one_deeper(name: str) -> Iterator[None]:
    """The skill of this name runs meanwhile; raise TooDeep."""
    depth = _DEPTH.get()
    if depth >= _MOST_DEEP:
        raise TooDeep(f"{name} would be {depth + 1} skills deep")
    token = _DEPTH.set(depth + 1)
    try:
        yield
    finally:
        _DEPTH.reset(token)
