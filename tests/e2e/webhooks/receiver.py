"""A webhook that keeps what it is sent, and answers as a test wants it to."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.e2e.deadline import wait_for


@dataclass(frozen=True)
class Told:
    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.raw)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def short(self) -> str:
        """A state, or the data of an artifact."""
        if "kind" in self.body:
            return f"task {self.body['status']['state']}"
        if update := self.body.get("statusUpdate"):
            return update["status"]["state"].removeprefix("TASK_STATE_")
        parts = self.body["artifactUpdate"]["artifact"]["parts"]
        return "".join(part.get("text", json.dumps(part.get("data"))) for part in parts)


@dataclass
class Receiver:
    """``status`` is what it answers, or a function of what it is told; a closed ``gate`` makes it
    hang. ``told`` is all that came, ``received`` what was answered with a 2xx."""

    url: str = ""
    status: int | Callable[[Told], int] = 204
    headers: dict[str, str] = field(default_factory=dict)
    gate: threading.Event = field(default_factory=threading.Event)
    told: list[Told] = field(default_factory=list)
    received: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gate.set()

    def answer(self, told: Told) -> int:
        self.told.append(told)
        self.gate.wait(120)
        status = self.status(told) if callable(self.status) else self.status
        if 200 <= status < 300:
            self.received.append(told)
        return status

    def once(self) -> list[Told]:
        """What was received, without what came again."""
        return list({told.id: told for told in list(self.received)}.values())

    def wait_for(self, shorts: list[str]) -> None:
        """Return when these, and nothing else, were received in this order."""
        wait_for(lambda: [told.short for told in self.once()] == shorts)

    def wait_until_told(self, number: int = 1) -> None:
        wait_for(lambda: len(self.told) >= number)


@contextmanager
def receiving(tls: ssl.SSLContext | None = None, port: int = 0) -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            status = receiver.answer(Told(self.path, dict(self.headers), raw))
            try:
                self.send_response(status)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()
            except OSError:
                pass  # whoever asked is gone

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    scheme = "http" if tls is None else "https"
    receiver.url = f"{scheme}://127.0.0.1:{server.server_port}/hook"
    try:
        yield receiver
    finally:
        receiver.gate.set()
        server.shutdown()
        thread.join()
        server.server_close()
