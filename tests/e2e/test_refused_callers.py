"""Who is refused, and that the refusal tells no one why."""

import socket
from urllib.parse import urlsplit

import pytest

from tests.e2e.caller import Answer, Caller, new_address
from tests.e2e.conftest import As
from tests.e2e.say import ASKED, QUOTE, native

BAD_CREDENTIALS = {
    "no header": {},
    "Basic": {"Authorization": "Basic YWNtZTpzZWNyZXQ="},
    "empty": {"Authorization": ""},
    "empty bearer": {"Authorization": "Bearer "},
    "no scheme": {"Authorization": "pg_abc_def"},
    "malformed": {"Authorization": "Bearer not-a-token"},
    "unknown": {"Authorization": f"Bearer pg_abcdefabcdef_{'x' * 43}"},
    "two words": {"Authorization": "Bearer one two"},
    "NUL": {"Authorization": b"Bearer pg_\0_x"},
    "4 KB": {"Authorization": f"Bearer {'x' * 4096}"},
    "not ASCII": {"Authorization": b"Bearer \xc3\xa5\xff"},
    "empty key": {"X-API-Key": ""},
    "unknown key": {"X-API-Key": "x" * 40},
}
FLOWWINK_PATHS = ("/functions/v1/a2a/ingest", "/functions/v1/a2a-ingest")


def is_constant_refusal(answer: Answer) -> bool:
    return (answer.status, answer.body, answer.headers["WWW-Authenticate"]) == (
        401,
        b'{"error":"unauthorized"}',
        "Bearer",
    )


@pytest.mark.parametrize("credential", BAD_CREDENTIALS)
def test_a_bad_credential_gets_the_constant_refusal(stranger: Caller, credential: str) -> None:
    headers = BAD_CREDENTIALS[credential]

    assert is_constant_refusal(stranger.send("POST", "/a2a", b"{}", headers))


@pytest.mark.parametrize("peer", ["paused", "revoked", "expired"])
def test_a_peer_that_may_not_call_gets_the_constant_refusal(as_peer: As, peer: str) -> None:
    answer = as_peer(peer).post(native("echo", {}), **new_address())

    assert is_constant_refusal(answer)


@pytest.mark.parametrize("path", FLOWWINK_PATHS)
def test_flowwinks_paths_keep_their_own_refusals(as_peer: As, stranger: Caller, path: str) -> None:
    missing = stranger.post(native("echo", {}), path)
    wrong = stranger.post(native("echo", {}), path, Authorization="Bearer x")
    paused = as_peer("paused").post(native("echo", {}), path, **new_address())

    assert missing.status == 401
    assert missing.json == {"error": "Missing or invalid authorization header"}
    assert wrong.status == 403
    assert wrong.json == {"error": "Invalid or inactive peer token"}
    assert (paused.status, paused.body) == (wrong.status, wrong.body)


def test_a_bearer_and_a_key_that_differ_are_refused(acme: Caller) -> None:
    answer = acme.post(native("echo", {}), X_API_Key="another", **new_address())

    assert is_constant_refusal(answer)


def test_a_bearer_and_the_same_key_are_one_credential(acme: Caller) -> None:
    assert acme.post(native("echo", {"a": 1}), X_API_Key=acme.token).json == {"a": 1}


def test_a_token_outside_the_headers_is_not_read(acme: Caller) -> None:
    stranger = Caller(acme.url)
    body = {**native("echo", {}), "token": acme.token, "api_key": acme.token}

    answer = stranger.post(body, f"/a2a?token={acme.token}", **new_address())

    assert is_constant_refusal(answer)


def test_two_authorization_headers_are_a_bad_request(acme: Caller) -> None:
    head = f"Authorization: Bearer {acme.token}\r\n" * 2

    assert send_head(acme.url, f"{head}Content-Length: 0\r\n").startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    "promise",
    [
        "Content-Length: 1000000\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Content-Length: 1000000\r\nExpect: 100-continue\r\n",
    ],
)
def test_a_stranger_is_refused_before_the_body_is_read(gateway_url: str, promise: str) -> None:
    address = new_address()["X-Forwarded-For"]

    # Not one byte of the promised body is sent.
    answer = send_head(gateway_url, f"X-Forwarded-For: {address}\r\n{promise}")

    assert answer.startswith(b"HTTP/1.1 401 ")


def test_a_peer_that_waits_to_be_asked_is_asked(acme: Caller) -> None:
    head = f"Authorization: Bearer {acme.token}\r\nContent-Length: 2\r\n"

    asked = send_head(acme.url, f"{head}Expect: 100-continue\r\n")
    refused = send_head(acme.url, f"{head}Expect: something\r\n")

    assert asked == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert refused.startswith(b"HTTP/1.1 417 ")


def test_many_wrong_tokens_make_an_address_wait_but_not_the_peer_there(acme: Caller) -> None:
    stranger, address = Caller(acme.url, "wrong"), new_address()

    answers = [stranger.post(native("echo", {}), **address) for _ in range(21)]
    good = acme.post(native("get_quote", ASKED), **address)

    assert [answer.status for answer in answers[:20]] == [401] * 20
    assert answers[20].status == 429
    assert 0 < int(answers[20].headers["Retry-After"]) <= 60
    assert good.json == QUOTE


@pytest.fixture
def gateway_url(stranger: Caller) -> str:
    return stranger.url


def send_head(url: str, headers: str) -> bytes:
    """Send the head of a POST alone; the beginning of what comes back."""
    where = urlsplit(url)
    with socket.create_connection((where.hostname, where.port), timeout=60) as connection:
        head = f"POST /a2a HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{headers}\r\n"
        connection.sendall(head.encode())
        return connection.recv(4096)
