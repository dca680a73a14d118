"""A port that answers nobody."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def closed_port(number: int = 0) -> Iterator[int]:
    """A port on which nothing listens, and nothing will that is not told its number."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", number))
        yield held.getsockname()[1]
