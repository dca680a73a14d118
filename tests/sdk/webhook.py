"""A webhook receiver that keeps what it is sent."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any

PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Notification:
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Webhook:
    url: str
    received: "Queue[Notification]"

    def next(self) -> Notification:
        """The next notification; it must come within the patience."""
        return self.received.get(timeout=PATIENCE_SECONDS)


@contextmanager
def listening() -> Iterator[Webhook]:
    received: Queue[Notification] = Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.put(Notification(dict(self.headers), json.loads(body)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield Webhook(f"http://127.0.0.1:{server.server_port}/hook", received)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
