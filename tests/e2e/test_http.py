"""Methods, preflights, health: what HTTP itself asks of the gateway."""

import pytest

from tests.e2e.caller import Caller, new_address
from tests.e2e.say import native
from tests.e2e.site import Gateway
from tests.e2e.streams.stream import streamed

CARD = "/.well-known/agent-card.json"
REST = ("/a2a/message:send", "/a2a/v1/tasks", "/a2a/tasks/t1/pushNotificationConfigs/p1/")
INGEST = ("/", "/a2a", "/a2a/ingest", "/a2a/v1", "/functions/v1/a2a/ingest")


@pytest.mark.parametrize("path", INGEST)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_a_wrong_method_is_405_and_names_the_right_ones(
    acme: Caller, method: str, path: str
) -> None:
    answer = acme.send(method, path)

    assert answer.status == 405
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize("path", [CARD, "/agent-card", *INGEST, *REST])
def test_a_browser_may_ask_before_it_calls(stranger: Caller, path: str) -> None:
    answer = stranger.send("OPTIONS", path, headers={"Origin": "https://partner.example"})

    assert answer.status == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert set(answer.headers["Access-Control-Allow-Methods"].split(", ")) >= {"POST", "DELETE"}
    may_send = set(answer.headers["Access-Control-Allow-Headers"].split(", "))
    assert may_send >= {"authorization", "a2a-version", "x-a2a-extensions", "last-event-id"}
    assert answer.body == b""


@pytest.mark.parametrize("path", [*INGEST, *REST, "/a2a/chat", "/functions/v1/a2a-chat"])
def test_a_browser_may_read_every_answer(acme: Caller, stranger: Caller, path: str) -> None:
    for caller in (acme, stranger):
        for body in ({"skill": "echo", "arguments": {}, "text": "Hello"}, [], streamed("echo")):
            answer = caller.post(body, path)
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert "peergate-task" in answer.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("path", ["/a2a/outbound", "/operator/v1/peers", "/readyz", "/nothing"])
def test_no_browser_may_read_what_is_the_operators(stranger: Caller, path: str) -> None:
    for answer in (stranger.get(path), stranger.post({}, path)):
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize("path", ["/nothing", "/operator/v1"])
def test_an_unknown_path_is_404_without_a_redirect(stranger: Caller, path: str) -> None:
    answer = stranger.get(path)

    assert (answer.status, answer.json) == (404, {"error": "not found"})


@pytest.mark.parametrize("path", ["/a2a/nothing", "/a2a/../etc/passwd", "/a2a/%2e%2e/x"])
def test_an_unknown_path_below_that_of_http_json_is_told_in_its_form(
    stranger: Caller, path: str
) -> None:
    answer = stranger.get(path)

    assert (answer.status, answer.json["error"]["code"]) == (404, 404)
    assert answer.json["error"]["details"][0]["reason"] == "METHOD_NOT_FOUND"


def test_it_says_that_it_is_up_and_ready(gateway: Gateway) -> None:
    here = Caller(gateway.url)
    assert here.get("/healthz").json == {"status": "ok"}
    assert here.get("/readyz").json == {"status": "ready"}
    for path in ("/healthz", "/readyz"):
        asked = here.send("HEAD", path)
        assert (asked.status, asked.body) == (200, b"")


def test_readiness_is_not_for_others_behind_a_proxy(stranger: Caller) -> None:
    assert stranger.get("/readyz").status == 401


def test_a_peers_token_is_not_an_operators(acme: Caller) -> None:
    assert acme.get("/readyz", **new_address()).status == 401


def test_every_answer_has_a_request_id(acme: Caller) -> None:
    given = acme.post(native("echo", {}), X_Request_Id="order-7")
    harmful = acme.post(native("echo", {}), X_Request_Id="a b\t{}")

    assert given.headers["X-Request-Id"] == "order-7"
    assert harmful.headers["X-Request-Id"] not in ("", "a b\t{}")
