"""A client of server-sent events that shows each as it came, and can go away at any moment."""

import http.client
import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.e2e.caller import Caller


@dataclass(frozen=True)
class Heard:
    """One event; ``name`` is "" for those without one."""

    id: int | None
    name: str
    data: Any

    @property
    def result(self) -> Any:
        return self.data["result"]


class Listener:
    """An answer that goes on; ``status`` and ``headers`` are those of its head."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers: Mapping[str, str] = response.headers
        self._response = response

    def next(self) -> Heard | None:
        """The next event; None at the end."""
        fields: dict[str, str] = {}
        while line := self._response.readline():
            text = line.decode().rstrip("\n")
            if text == "" and fields:
                number = fields.get("id")
                return Heard(
                    None if number is None else int(number),
                    fields.get("event", ""),
                    json.loads(fields["data"]),
                )
            name, _, value = text.partition(": ")
            if name.strip(":"):
                fields[name] = value
        return None

    def rest(self) -> list[Heard]:
        """All events until the end."""
        return list(self)

    def __iter__(self) -> Iterator[Heard]:
        while (heard := self.next()) is not None:
            yield heard

    @property
    def json(self) -> Any:
        """The whole answer, where it is no stream."""
        return json.loads(self._response.read())


@contextmanager
def listening(
    caller: Caller,
    body: Any,
    path: str = "/a2a",
    *,
    method: str = "POST",
    receive_buffer: int = 0,
    **headers: str,
) -> Iterator[Listener]:
    """Ask and listen; at the end of the block the connection is closed, whatever still comes.

    Nothing is sent for a ``body`` of None. ``receive_buffer`` is how many bytes wait on this side
    before the other has to.
    """
    connection = caller.connect()
    given = {
        "Content-Type": "application/json",
        "Accept": "text/event-stream",
        "Authorization": f"Bearer {caller.token}",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    try:
        connection.connect()
        if receive_buffer:
            connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.request(method, path, None if body is None else json.dumps(body), given)
        yield Listener(connection.getresponse())
    finally:
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)
        connection.close()


def hear(
    caller: Caller, body: Any, path: str = "/a2a", *, method: str = "POST", **headers: str
) -> list[Heard]:
    """All events of a stream, to its end."""
    with listening(caller, body, path, method=method, **headers) as listener:
        assert listener.headers["Content-Type"] == "text/event-stream", listener.json
        return listener.rest()
