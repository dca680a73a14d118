"""Who sends slowly, or stops in the middle, is cut off in time (SECURITY: F2)."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from tests.e2e.caller import Caller
from tests.e2e.deadline import wait_for
from tests.e2e.say import ASKED, QUOTE, native
from tests.e2e.site import Site

SECONDS = 60
HEALTH = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture(scope="module")
def acme(template: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """A peer at a gateway that has little patience."""
    site = template.copy_to(tmp_path_factory.mktemp("slow") / "site")
    with site.serve(LIMITS__HEADER_SECONDS="1", LIMITS__BODY_SECONDS="1") as gateway:
        yield Caller(gateway.url, site.tokens["acme"])


@pytest.mark.parametrize("begun", ["", "POST /a2a HT", "POST /a2a HTTP/1.1\r\nHost: x\r\nX-A: "])
def test_a_head_that_does_not_end_is_closed(acme: Caller, begun: str) -> None:
    with connect(acme) as connection:
        connection.sendall(begun.encode())

        assert connection.recv(1024) == b""


def test_a_head_that_drips_is_closed(acme: Caller) -> None:
    with connect(acme) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\n")

        wait_for(lambda: not is_open(connection, b"X-A: b\r\n"))


@pytest.mark.parametrize(
    "begun", ["G", "GET /healthz HT", "GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: "]
)
def test_a_head_that_does_not_end_is_closed_after_others_too(acme: Caller, begun: str) -> None:
    with connect(acme) as connection:
        ask_for_health(connection)
        connection.sendall(begun.encode())

        assert connection.recv(1024) == b""


def test_a_head_that_drips_is_closed_after_others_too(acme: Caller) -> None:
    with connect(acme) as connection:
        ask_for_health(connection)
        connection.sendall(b"GET /healthz HTTP/1.1\r\n")

        wait_for(lambda: not is_open(connection, b"X-A: b\r\n"))


@pytest.mark.parametrize("begun", ["G", "GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: "])
def test_a_head_that_begins_with_the_request_before_it_is_closed(acme: Caller, begun: str) -> None:
    with connect(acme) as connection:
        ask_for_health(connection, begun)

        assert connection.recv(1024) == b""


def test_an_idle_connection_may_go_on_with_a_head_in_pieces(acme: Caller) -> None:
    with connect(acme) as idle:
        ask_for_health(idle)
        with connect(acme) as slow:
            slow.sendall(b"GET ")
            assert slow.recv(1024) == b""

        for piece in (HEALTH[:5], HEALTH[5:30]):
            idle.sendall(piece.encode())
        ask_for_health(idle, request=HEALTH[30:])


def test_a_body_that_does_not_end_is_408(acme: Caller) -> None:
    with connect(acme) as connection:
        connection.sendall(head(acme, 1000) + b'{"skill":')

        assert connection.recv(1024).startswith(b"HTTP/1.1 408 ")


def test_who_goes_away_in_a_body_is_no_error_of_ours(site: Site) -> None:
    with site.serve() as gateway:
        acme = Caller(gateway.url, site.tokens["acme"])
        with connect(acme) as connection:
            connection.sendall(head(acme, 1000) + b'{"skill":')
        ask = acme.post(native("get_quote", ASKED))

    assert ask.json == QUOTE
    assert '"error"' not in site.log.read_text()


def test_others_are_answered_meanwhile(acme: Caller) -> None:
    with connect(acme) as head_only, connect(acme) as body_only:
        head_only.sendall(b"POST /a2a HTTP/1.1\r\n")
        body_only.sendall(head(acme, 1000))

        assert acme.post(native("get_quote", ASKED)).json == QUOTE


def ask_for_health(connection: socket.socket, more: str = "", request: str = HEALTH) -> None:
    """Have a request answered, and leave the connection as one that was used."""
    connection.sendall((request + more).encode())
    answer = b""
    while not answer.endswith(b"}"):
        answer += connection.recv(1024)
    assert answer.startswith(b"HTTP/1.1 200 ")


def is_open(connection: socket.socket, more: bytes) -> bool:
    """Whether more can be sent."""
    try:
        connection.sendall(more)
    except ConnectionError:
        return False
    return True


@contextmanager
def connect(caller: Caller) -> Iterator[socket.socket]:
    where = urlsplit(caller.url)
    with socket.create_connection((where.hostname, where.port), timeout=SECONDS) as connection:
        yield connection


def head(caller: Caller, length: int) -> bytes:
    """A POST that promises a body of that length."""
    return (
        "POST /a2a HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {caller.token}\r\nContent-Length: {length}\r\n\r\n"
    ).encode()
