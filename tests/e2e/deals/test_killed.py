"""kill -9 of the buyer in the middle of a deal changes nothing of what comes out."""

import json
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import tomlkit

from tests.e2e.deadline import wait_for
from tests.e2e.deals.conftest import LOOPBACK, REQUEST, A, C
from tests.e2e.site import Site

KILLS = 3
EXPECTED = {
    "quick": "quoted",
    "slow": "quoted",
    "declines": "declined",
    "late-delivery": "counter",
    "nonsense": "invalid",
    "reviews": "quoted",
    "hangs": "asked",
    "gone": "asked",
}
REVIEW = {"status": "pending_review", "note": "our pricing desk decides"}


@dataclass
class Suppliers:
    """Peers of one server, each with a path of its own; ``asked`` are the ids of the messages that
    each has seen."""

    asked: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    looks: int = 0

    def answer(self, name: str, call: Any) -> Any:
        if call["method"] == "GetTask":
            self.looks += 1
            return completed(C) if self.looks > 3 else working()
        self.asked[name].add(call["params"]["message"]["messageId"])
        answers: dict[str, Callable[[], Any]] = {
            "quick": lambda: completed(A),
            "slow": lambda: after(0.7, completed(A)),
            "declines": lambda: rejected({"status": "declined", "reason": "no stock"}),
            "late-delivery": lambda: completed({**A, "delivery_date": "2027-04-30"}),
            "nonsense": lambda: completed({"hello": "world"}),
            "reviews": working,
            "hangs": lambda: after(60, completed(A)),
        }
        task = answers[name]()
        return {"task": task}


def task(state: str, **members: Any) -> Any:
    return {"id": "t", "contextId": "c", "status": {"state": f"TASK_STATE_{state}"}, **members}


def completed(data: Any) -> Any:
    return task("COMPLETED", artifacts=[{"artifactId": "a", "parts": [{"data": data}]}])


def said(state: str, data: Any) -> Any:
    message = {"messageId": "m", "role": "ROLE_AGENT", "parts": [{"data": data}]}
    return task(state, status={"state": f"TASK_STATE_{state}", "message": message})


def working() -> Any:
    return said("WORKING", REVIEW)


def rejected(data: Any) -> Any:
    return said("REJECTED", data)


def after(seconds: float, answer: Any) -> Any:
    time.sleep(seconds)
    return answer


@contextmanager
def serving(suppliers: Suppliers) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            result = suppliers.answer(self.path.strip("/"), call)
            body = json.dumps({"jsonrpc": "2.0", "id": call["id"], "result": result}).encode()
            try:
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                # Whoever asked was killed.
                pass

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.socket.close()


def add_rows(buyer: Site, url: str) -> None:
    document = tomlkit.parse(buyer.config.read_text())
    rows = tomlkit.aot()
    for name in EXPECTED:
        row = {"name": name, "dialect": "a2a-1.0", "plain_http": True, "networks": LOOPBACK}
        row["url"] = "http://127.0.0.1:1" if name == "gone" else url
        row["endpoint"] = f"{row['url']}/{name}"
        rows.append(tomlkit.item(row))
    document["peers"] = rows
    buyer.config.write_text(tomlkit.dumps(document))


def test_the_outcome_is_the_same_after_every_kill(template: Site, tmp_path: Path) -> None:
    buyer = template.copy_to(tmp_path / "buyer")
    suppliers = Suppliers()
    with serving(suppliers) as url:
        add_rows(buyer, url)
        file = buyer.folder / "request.json"
        file.write_text(json.dumps(REQUEST))
        with buyer.serve() as gateway:
            opened = buyer.json("deal", "open", str(file))
            gateway.kill()
        for _ in range(KILLS):
            with buyer.serve() as gateway:
                time.sleep(random.uniform(0, 0.5))
                gateway.kill()
        with buyer.serve():
            wait_for(lambda: kinds(buyer) == EXPECTED)
            view = buyer.json("deal", "show", REQUEST["ref"])
            again = buyer.json("deal", "open", str(file))
    assert view["ranking"]["places"][0]["peer"] == "quick"
    assert again["id"] == view["id"] == opened["id"]
    assert {name: len(ids) for name, ids in suppliers.asked.items()} == dict.fromkeys(
        EXPECTED.keys() - {"gone"}, 1
    )


def kinds(buyer: Site) -> dict[str, str]:
    view = buyer.json("deal", "show", REQUEST["ref"])
    return {offer["peer"]: offer["kind"] for offer in view["offers"]}
