"""What HTTP+JSON refuses, with HTTP's own status and in one form."""

import json

import pytest

from tests.e2e.caller import Caller
from tests.e2e.rest.rest import Rest, reason_of
from tests.e2e.say import ASKED, skill_text

A2A_JSON = "application/a2a+json"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/message:send", "POST"),
        ("PUT", "/message:stream", "POST"),
        ("POST", "/tasks", "GET"),
        ("POST", "/tasks/t1", "GET"),
        ("DELETE", "/tasks/t1/", "GET"),
        ("GET", "/tasks/t1:cancel", "POST"),
        ("DELETE", "/tasks/t1:subscribe", "GET, POST"),
        ("DELETE", "/tasks/t1/pushNotificationConfigs", "GET, POST"),
        ("POST", "/tasks/t1/pushNotificationConfigs/p1", "DELETE, GET"),
    ],
)
def test_a_wrong_method_is_405_and_names_the_right_ones(
    rest: Rest, method: str, path: str, allowed: str
) -> None:
    answer = rest.caller.send(method, rest.base + path)

    assert (answer.status, reason_of(answer)) == (405, "METHOD_NOT_ALLOWED")
    assert answer.headers["Allow"] == allowed


@pytest.mark.parametrize(
    "path", ["/nothing", "/tasks/a/b", "/tasks/a/b/c/d", "/message:sends", "/x/y/z/tasks", "/a/b/"]
)
def test_an_unknown_path_is_404(rest: Rest, path: str) -> None:
    for method in ("GET", "POST"):
        answer = rest.caller.send(method, rest.base + path)

        assert (answer.status, reason_of(answer)) == (404, "METHOD_NOT_FOUND")


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/tasks/t1?historyLength=-1", "historyLength"),
        ("/tasks/t1?historyLength=two", "historyLength"),
        ("/tasks/t1?history_length=1.5", "historyLength"),
        ("/tasks/t1?historyLength=", "historyLength"),
        ("/tasks?pageSize=0", "pageSize"),
        ("/tasks?pageSize=101", "pageSize"),
        ("/tasks?page_size=many", "pageSize"),
        ("/tasks?includeArtifacts=yes", "includeArtifacts"),
        ("/tasks?status=DONE", "status"),
        ("/tasks?pageToken=%2F", "pageToken"),
        ("/tasks/%FF", "id"),
        ("/tasks/%00", "id"),
    ],
)
def test_a_wrong_parameter_is_named(rest: Rest, path: str, field: str) -> None:
    answer = rest.get(path)

    assert (answer.status, reason_of(answer)) == (400, "INVALID_PARAMS")
    assert answer.json["error"]["status"] == "INVALID_ARGUMENT"
    (violation,) = answer.json["error"]["details"][1]["fieldViolations"]
    assert violation["field"] == field


def test_a_wrong_timestamp_is_refused(rest: Rest) -> None:
    answer = rest.get("/tasks?statusTimestampAfter=yesterday")

    assert (answer.status, reason_of(answer)) == (400, "INVALID_PARAMS")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "INVALID_PARAMS"),
        (b"{", "INVALID_REQUEST"),
        (b"[]", "INVALID_REQUEST"),
        (b"null", "INVALID_PARAMS"),
        (b"{}", "INVALID_PARAMS"),
        (b'{"message": {}}', "INVALID_PARAMS"),
        (b'{"message": {"role": "ROLE_USER", "messageId": "m", "parts": []}}', "INVALID_PARAMS"),
    ],
)
def test_a_body_that_is_no_message_is_400(rest: Rest, body: bytes, reason: str) -> None:
    answer = rest.caller.send("POST", f"{rest.base}/message:send", body)

    assert (answer.status, reason_of(answer)) == (400, reason)


def test_an_unknown_skill_is_named_by_its_reason(rest: Rest) -> None:
    answer = rest.send(skill_text("house_keys"))

    assert (answer.status, reason_of(answer)) == (400, "SKILL_NOT_FOUND")


def test_a_task_that_has_ended_takes_no_message_and_no_subscriber(rest: Rest) -> None:
    task_id = rest.send_skill("get_quote", ASKED)["id"]

    answers = [
        rest.send("more", taskId=task_id),
        rest.get(f"/tasks/{task_id}:subscribe"),
        rest.post(f"/tasks/{task_id}:subscribe"),
    ]

    refused = {(answer.status, reason_of(answer)) for answer in answers}
    assert refused == {(400, "UNSUPPORTED_OPERATION")}
    assert {answer.json["error"]["status"] for answer in answers} == {"FAILED_PRECONDITION"}


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/xml", "application/foo+json", ""]
)
def test_a_body_of_another_media_type_is_415(rest: Rest, media_type: str) -> None:
    body = json.dumps(rest.message("hello")).encode()
    headers = {"Content-Type": media_type}

    answer = rest.caller.send("POST", f"{rest.base}/message:send", body, headers)

    assert (answer.status, reason_of(answer)) == (415, "CONTENT_TYPE_NOT_SUPPORTED")
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("given", "answered"),
    [
        ("application/json", "application/json"),
        ("application/json; charset=utf-8", "application/json"),
        (A2A_JSON, A2A_JSON),
        (f"{A2A_JSON}; charset=utf-8", A2A_JSON),
    ],
)
def test_a_body_is_answered_in_its_media_type(rest: Rest, given: str, answered: str) -> None:
    said = rest.message(skill_text("get_quote", ASKED))

    taken = rest.post("/message:send", said, Content_Type=given)
    refused = rest.post("/message:send", {}, Content_Type=given)

    assert (taken.status, taken.headers["Content-Type"]) == (200, answered)
    assert (refused.status, refused.headers["Content-Type"]) == (400, answered)


@pytest.mark.parametrize(
    ("accept", "answered"),
    [(A2A_JSON, A2A_JSON), ("*/*", "application/json"), ("application/json", "application/json")],
)
def test_what_has_no_body_is_answered_as_it_accepts(rest: Rest, accept: str, answered: str) -> None:
    task_id = rest.send_skill("get_quote", ASKED)["id"]

    found = rest.get(f"/tasks/{task_id}", Accept=accept)
    missing = rest.get("/tasks/none", Accept=accept)

    assert (found.status, found.headers["Content-Type"]) == (200, answered)
    assert (missing.status, missing.headers["Content-Type"]) == (404, answered)


@pytest.mark.parametrize("asked", ["0.3", "0.3.1", "1.0", "1.0.9", "1.1", "2.0", "99", "new"])
def test_a_version_that_is_not_the_paths_is_refused(rest: Rest, asked: str) -> None:
    task_id = rest.send_skill("get_quote", ASKED)["id"]

    by_header = rest.get(f"/tasks/{task_id}", A2A_Version=asked)
    by_query = rest.get(f"/tasks/{task_id}?A2A-Version={asked}")

    if asked.startswith(rest.version):
        assert (by_header.status, by_query.status) == (200, 200)
    else:
        assert {by_header.status, by_query.status} == {400}
        assert reason_of(by_header) == reason_of(by_query) == "VERSION_NOT_SUPPORTED"


def test_a_stranger_is_refused_before_anything_is_read(stranger: Caller, rest: Rest) -> None:
    answer = stranger.send("POST", f"{rest.base}/message:send", b"{")

    assert (answer.status, answer.json) == (401, {"error": "unauthorized"})
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert stranger.get(f"{rest.base}/tasks").status == 401


def test_a_body_beyond_the_limit_is_413(rest: Rest) -> None:
    chunks = (b'{"message": "', b"x" * 2_000_000)

    answer = rest.caller.send("POST", f"{rest.base}/message:send", chunks)

    assert (answer.status, reason_of(answer)) == (413, "BODY_TOO_LARGE")


def test_the_ways_of_other_paths_are_not_forgotten(acme: Caller) -> None:
    assert (
        acme.get("/a2a").status == acme.get("/a2a/v1").status == acme.get("/a2a/chat").status == 405
    )
    assert acme.get("/a2a/agent-card").status == 200
