"""The operator's socket of a running gateway: who opens it is the operator, and none else comes."""

import http.client
import json
import re
import socket
import stat
from pathlib import Path
from typing import Any

import pytest

from gateway.http.endpoint import Audience
from gateway.http.routes import ENDPOINTS
from tests.e2e.caller import Caller, new_address
from tests.e2e.say import ASKED, QUOTE, native
from tests.e2e.site import Gateway, Site

# A path with a pattern stands for many, as * does for methods; this is one that it matches.
_EXAMPLES = {
    path: "/a2a/tasks" if path.startswith("/a2a") else re.sub(r"{.*?}", "x", path)
    for endpoint in ENDPOINTS
    for path in endpoint.paths
    if "{" in path
}
PUBLIC_OR_PEER = [
    (
        endpoint.methods[0].replace("*", "GET"),
        _EXAMPLES.get(endpoint.paths[0], endpoint.paths[0]),
    )
    for endpoint in ENDPOINTS
    if endpoint.audience in (Audience.PUBLIC, Audience.PEER)
]


class Line(http.client.HTTPConnection):
    """HTTP over a socket file."""

    def __init__(self, path: Path) -> None:
        super().__init__("gateway", timeout=60)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


def ask(path: Path, target: str, method: str = "GET", **headers: str) -> tuple[int, Any]:
    line = Line(path)
    try:
        line.request(method, target, headers=headers)
        response = line.getresponse()
        body = response.read()
        return response.status, json.loads(body) if body else None
    finally:
        line.close()


def test_no_token_is_needed_where_the_file_can_be_opened(site: Site) -> None:
    path = site.folder / "data" / "peergate.sock"

    with site.serve():
        found = path.stat()
        status, answer = ask(path, "/operator/v1/peers")
        ready = ask(path, "/readyz")

    assert (stat.S_ISSOCK(found.st_mode), stat.S_IMODE(found.st_mode)) == (True, 0o600)
    assert status == 200
    assert "acme" in [peer["name"] for peer in answer["peers"]]
    assert ready == (200, {"status": "ready"})
    assert not path.exists()


def test_a_token_that_is_sent_there_must_be_right(template: Site, gateway: Gateway) -> None:
    path = template.folder / "data" / "peergate.sock"
    right = f"Bearer {template.operator}"

    assert ask(path, "/operator/v1/peers", Authorization=right)[0] == 200
    assert ask(path, "/operator/v1/peers", Authorization="Bearer wrong")[0] == 401


@pytest.mark.parametrize(("method", "target"), PUBLIC_OR_PEER)
def test_nothing_but_the_operators_is_served_there(
    template: Site, gateway: Gateway, method: str, target: str
) -> None:
    path = template.folder / "data" / "peergate.sock"

    assert ask(path, target, method)[0] == 404


def test_over_tcp_the_same_machine_needs_the_token(template: Site, gateway: Gateway) -> None:
    stranger = Caller(gateway.url)
    peer = Caller(gateway.url, template.tokens["acme"])
    operator = Caller(gateway.url, template.operator)

    assert stranger.get("/operator/v1/peers", **new_address()).status == 401
    assert peer.get("/operator/v1/peers", **new_address()).status == 401
    assert operator.get("/operator/v1/peers", **new_address()).status == 200


def test_the_socket_of_a_killed_gateway_is_replaced(site: Site) -> None:
    path = site.folder / "data" / "peergate.sock"
    with site.serve() as gateway:
        gateway.kill()
    assert path.exists()

    with site.serve():
        assert ask(path, "/operator/v1/tasks")[0] == 200
    assert not path.exists()


def test_a_file_in_its_place_keeps_the_gateway_from_starting(site: Site) -> None:
    path = site.folder / "data" / "peergate.sock"
    path.write_text("mine")

    done = site.run("serve", "--port", "0")

    assert done.returncode == 1
    assert f"{path} is there and is no socket; move it away" in done.stderr
    assert path.read_text() == "mine"


def test_a_gateway_in_memory_has_its_socket_beside_the_config(site: Site) -> None:
    path = site.folder / "peergate.sock"

    with site.serve("--store", "memory:"):
        assert ask(path, "/operator/v1/activity") == (200, {"activity": [], "next": None})
        second = site.run("serve", "--store", "memory:", "--port", "0")

    assert second.returncode == 1
    assert f"another gateway answers at {path}" in second.stderr


def test_the_place_can_be_set(site: Site, tmp_path: Path) -> None:
    site.edit("operator", socket=str(tmp_path / "own.sock"))

    with site.serve():
        assert ask(tmp_path / "own.sock", "/operator/v1/skills")[0] == 200


def test_calls_are_told_while_they_come_and_the_stream_ends_with_the_gateway(site: Site) -> None:
    line = Line(site.folder / "data" / "peergate.sock")
    with site.serve() as gateway:
        line.request("GET", "/operator/v1/activity/follow")
        response = line.getresponse()
        assert response.headers["Content-Type"] == "text/event-stream"
        acme = Caller(gateway.url, site.tokens["acme"])
        assert acme.post(native("get_quote", ASKED)).json == QUOTE
        assert response.readline() == b"event: activity\n"
        row = json.loads(response.readline().removeprefix(b"data: "))
        assert (row["peer"], row["skill"], row["status"]) == ("acme", "get_quote", "success")
        gateway.terminate()
        assert response.read() == b"\n"
        assert gateway.wait() == 0
    line.close()
