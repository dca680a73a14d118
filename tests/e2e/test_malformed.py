"""What is not HTTP, or frames its body in two ways, is refused without a word of it in the log."""

import socket
from urllib.parse import urlsplit

import pytest

from tests.e2e.caller import Caller
from tests.e2e.site import Site

CANARY = "pg_canary_token"
POST = "POST /a2a HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"

MALFORMED = {
    "not HTTP": f"hello {CANARY}\r\n\r\n",
    "no such version": f"GET /{CANARY} HTTP/x\r\n\r\n",
    "a NUL in a header": f"GET / HTTP/1.1\r\nHost: x\r\nX-A: {CANARY}\0\r\n\r\n",
    "two lengths": f"{POST}Content-Length: 1\r\nContent-Length: 2\r\nX-A: {CANARY}\r\n\r\n",
    "a length that is none": f"{POST}Content-Length: {CANARY}\r\n\r\n",
    "a length and chunks": (
        f"{POST}Content-Length: 1\r\nTransfer-Encoding: chunked\r\nX-A: {CANARY}\r\n\r\n"
    ),
    "chunks of a compressed body": (
        f"{POST}Transfer-Encoding: gzip, chunked\r\nX-A: {CANARY}\r\n\r\n0\r\n\r\n"
    ),
    "chunks in HTTP/1.0": (
        f"POST /a2a HTTP/1.0\r\nTransfer-Encoding: chunked\r\nX-A: {CANARY}\r\n\r\n0\r\n\r\n"
    ),
    "a space before the colon": f"{POST}X-A : {CANARY}\r\n\r\n",
}
BAD_TOKENS = {
    "a line break in a bearer": f"{POST}Authorization: Bearer {CANARY}\nrest\r\n\r\n",
    "a NUL in a bearer": f"{POST}Authorization: Bearer {CANARY}\0\r\n\r\n",
    "a NUL in a key": f"{POST}x-api-key: {CANARY}\0\r\n\r\n",
}
TOO_LONG = {
    "an address": f"GET /{CANARY * 1000} HTTP/1.1\r\nHost: x\r\n\r\n",
    "a header": f"{POST}X-A: {CANARY * 1000}\r\n\r\n",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_not_http_is_refused_in_a_constant_form(stranger: Caller, name: str) -> None:
    answer = exchange(stranger, MALFORMED[name])

    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.0 400 "))
    assert b'{"error":' in answer
    assert CANARY.encode() not in answer


@pytest.mark.parametrize("name", BAD_TOKENS)
def test_a_token_that_breaks_http_is_refused_like_any_other(stranger: Caller, name: str) -> None:
    answer = exchange(stranger, BAD_TOKENS[name])

    assert b" 401 Unauthorized\r\n" in answer
    assert answer.endswith(b'\r\n\r\n{"error":"unauthorized"}')


@pytest.mark.parametrize("name", TOO_LONG)
def test_a_line_that_is_too_long_is_told_from_what_is_not_http(stranger: Caller, name: str) -> None:
    answer = exchange(stranger, TOO_LONG[name])

    assert b" 431 Request Header Fields Too Large\r\n" in answer
    assert CANARY.encode() not in answer


def test_nothing_of_it_is_logged(stranger: Caller, template: Site) -> None:
    for text in (*MALFORMED.values(), *BAD_TOKENS.values(), *TOO_LONG.values()):
        exchange(stranger, text)

    assert CANARY not in template.log.read_text()


def exchange(caller: Caller, text: str) -> bytes:
    """Send the text and read until the gateway closes."""
    where = urlsplit(caller.url)
    with socket.create_connection((where.hostname, where.port), timeout=60) as connection:
        connection.sendall(text.encode())
        return b"".join(iter(lambda: connection.recv(4096), b""))
